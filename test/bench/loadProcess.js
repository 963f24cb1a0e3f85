/** Runs the load generator in its own process. */
import { serveParent } from './child.js';
import { runLoad } from './load.js';

serveParent({}, ({ load }) => runLoad(load));
