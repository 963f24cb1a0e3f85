/** The load generator in a process of its own. */
import { serveParent } from './child.js';
import { runLoad } from './load.js';

serveParent({}, ({ load }) => runLoad(load));
