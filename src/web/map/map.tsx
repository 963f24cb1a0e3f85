/** The map at `/map`: shows which network interfaces are mirrored to which targets, and changes sessions. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/base.css';
import './colours.css';
import './elements.css';
import './map.css';
import './objects.css';
import './tables.css';
import { TrafficMirrorMap } from './TrafficMirrorMap.tsx';
import { Visit } from './Visit.tsx';
// Last, so that they win.
import './narrow.css';
import './print.css';

createRoot(document.getElementById('root') ?? document.body).render(
  <StrictMode>
    <Visit>{(send, onToken) => <TrafficMirrorMap send={send} onToken={onToken} />}</Visit>
  </StrictMode>,
);
