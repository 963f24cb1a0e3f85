/** Runs the load generator in its own process. */
import { serveParent } from './child.ts';
import { type Load, runLoad } from './load.ts';

serveParent<{ readonly load: Load }>({}, ({ load }) => runLoad(load));
