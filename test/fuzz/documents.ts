/** Documents made from the schema and from those of the repository, most of them with some tokens changed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { projectRoot } from '../support/process.ts';
import { type MadeUpQuery, queries } from '../support/queries.ts';
import { createKind } from './kind.ts';
import { operations } from './operations.ts';
import { schema } from './schema.ts';
import { judgeThrice } from './send.ts';
import { seldom, wildWords } from './wild.ts';

const values = {
  ID: [sessionId(1), targetId(2), filterId(1), networkInterfaceId(1), 'tms-*', '123456789012', '', 'x'],
  String: ['us-east-1', 'Name', '*', '', 'a\nb', '10.0.0.0/8', '\u0000', '\u202e'],
  Int: [0, 1, 5, 8_500, -1, 1_000, 2_147_483_647, 2_147_483_648],
  Boolean: [true, false],
  _Any: [{ __typename: 'TrafficMirrorTarget', id: targetId(1) }, {}, null, { __typename: '__proto__' }],
};
const made = (operation: 'query' | 'mutation') =>
  queries(schema, { operation, leaveOut: new Set<string>(), values });

const inFiles = ['client/operations', 'src/web/map']
  .map((folder) => join(projectRoot, folder))
  .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.graphql'))
  .map((file): MadeUpQuery => ({ document: readFileSync(file, 'utf8'), variables: {} }));
const known = operations.map(({ query, variables }): MadeUpQuery => ({ document: query, variables }));

/** Every name in the schema, so that a changed document is often almost valid. */
const names = Object.values(schema.getTypeMap()).flatMap((type) => [
  type.name,
  ...('getFields' in type ? Object.keys(type.getFields()) : []),
]);

const edit = fc.record({
  how: fc.constantFrom(
    'replace',
    'replace',
    'replace',
    'delete',
    'insert',
    'double',
    'swap',
    'nest',
    'repeat',
  ),
  at: fc.nat({ max: 9_999 }),
  span: fc.integer({ min: 1, max: 12 }),
  word: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...wildWords) },
    { weight: 8, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  ),
});
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

const tokens = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\.\.\.|[_A-Za-z]\w*|-?\d[\d.eE+-]*|\s+|[\s\S]/g;

/** As many times as a limit allows, and once more; and so often that the text is long. */
const times = [2, 6, 13, 51, 400];

function apply(document: string, { how, at, span, word }: Edit): string {
  const parts = document.match(tokens) ?? [''];
  const start = at % parts.length;
  const chosen = parts.slice(start, start + span).join('');
  const count = times[at % times.length] ?? 2;
  const replaced: Record<Edit['how'], string> = {
    replace: ` ${word} `,
    delete: '',
    insert: ` ${word} ${chosen}`,
    double: `${chosen} ${chosen}`,
    swap: parts
      .slice(start, start + span)
      .reverse()
      .join(' '),
    nest: `${chosen.repeat(count)}${' }'.repeat(count)}`,
    repeat: `${chosen} `.repeat(count),
  };
  return [...parts.slice(0, start), replaced[how], ...parts.slice(start + span)].join('');
}

const inputs = fc.record({
  base: fc.oneof(
    { weight: 4, arbitrary: made('query') },
    { weight: 2, arbitrary: made('mutation') },
    { weight: 1, arbitrary: fc.constantFrom(...inFiles, ...known) },
  ),
  // Half of the documents stay as they are: they must pass validation to reach what comes after it.
  edits: fc.oneof(fc.constant<Edit[]>([]), fc.array(edit, { minLength: 1, maxLength: 3 })),
  more: seldom<object>(
    {},
    fc.record({ operationName: fc.constantFrom<unknown>('Sessions', 'List', '__proto__', '', null, 1, {}) }),
  ),
});
type Input = typeof inputs extends fc.Arbitrary<infer Value> ? Value : never;

function toBody({ base: { document, variables }, edits, more }: Input): string {
  return JSON.stringify({ query: edits.reduce(apply, document), variables, ...more });
}

export const documents = createKind({
  name: 'documents',
  on: 'plain',
  lanes: 2,
  inputs,
  judge: (input, gateway) => judgeThrice(toBody(input), gateway),
  show: toBody,
});
