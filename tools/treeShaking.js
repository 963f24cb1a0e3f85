/** Helps the bundler leave out what programs do not use. Without it, the gateway is a quarter larger and starts a sixth slower. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The types of all actions of EC2, each `export var Name$ = [` … `];`. Keys that are variables, as in `{ [_xN]: 1 }`, could have side
 * effects, so the bundler keeps each type unless it is called pure.
 */
const typesOfEc2 = /client-ec2\/dist-es\/schemas\/schemas_0\.js$/;
const typeOfEc2 = /^((?:export )?var \w+\$? = )(\[.*\n(?:\s.*\n)*\]);$/gm;

/** The messages of zod in all languages. Only English is used. */
const languages = /zod\/v4\/locales\/index\.js$/;

export const treeShaking = {
  name: 'treeShaking',
  setup({ onLoad }) {
    onLoad({ filter: typesOfEc2 }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace(typeOfEc2, '$1/* @__PURE__ */ (() => $2)();');
      if (contents === text)
        throw new Error(`${path} has no types in the form that tools/treeShaking.js knows`);
      return { contents };
    });
    onLoad({ filter: languages }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};
