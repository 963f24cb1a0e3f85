/** The network description in `examples/`, which uses everything that one may have. */
import { join } from 'node:path';

export const example = join(import.meta.dirname, '../../examples/network/network.json');
