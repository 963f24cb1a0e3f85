/** The map at `/map`. */
import { createRoot } from 'react-dom/client';
import './map.css';

createRoot(document.getElementById('root') ?? document.body).render(<main>map</main>);
