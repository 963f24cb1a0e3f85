/** Strips the types for Jest, with the compiler that bundles the programs. */
import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

export default {
  getCacheKey: (source, path) => createHash('sha256').update(`${version} ${path} ${source}`).digest('hex'),
  process: (source, path) =>
    transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcemap: 'inline',
      sourcefile: path,
    }),
};
