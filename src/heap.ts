/** How far the heap may grow before what is not in use any more is collected. */
import { setFlagsFromString } from 'node:v8';

/**
 * A machine with much memory lets V8 grow the heap to four times what is in use (its heap controller does so from a limit of 2 GB on; with
 * less, V8 itself keeps to twice at most). Whole estates then take several hundred megabytes, most of it garbage. V8 documents the flag in
 * `node --v8-options` alone; a Node.js without it would say so at the start and go on.
 */
const growthPercent = 60;

export const boundHeapGrowth = (): void => setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
