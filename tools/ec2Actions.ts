/**
 * The command `npm run actions`: writes the names of all actions that the SDK's EC2 client has, by which the embedded EC2 tells an action
 * that it does not have from a typo. test/unit/emulator/actions.test.ts compares the module with the SDK.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-ec2';

/** The module that is written, relative to the repository. */
export const module = 'src/emulator/ec2ActionNames.ts';

/** The text of the module. */
export function toModule(): string {
  const names = Object.keys(sdk)
    .flatMap((name) => /^([A-Z]\w*)Command$/.exec(name)?.[1] ?? [])
    .sort();
  const lines = names.join(' ').match(/.{1,100}(?= |$)/g) ?? [];
  return `/** The names of all actions of EC2. Written by \`npm run actions\` from @aws-sdk/client-ec2. */
export const ec2ActionNames: ReadonlySet<string> = new Set(
  \`${lines.map((line) => line.trim()).join('\n  ')}\`.split(/\\s+/),
);
`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(import.meta.dirname, '..', module), toModule());
