/** What the command line asks of the gateway itself. In a file of its own, which is loaded only for that. */
export { serve } from '../serving.ts';
export { checkConfig } from './check.ts';
export { help } from './help.ts';
