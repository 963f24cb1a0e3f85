/** Valid operations whose variables have wild values in some places. */
import fc from 'fast-check';
import { createKind } from './kind.ts';
import { operations } from './operations.ts';
import { judgeThrice } from './send.ts';
import { wildJson, wildNames } from './wild.ts';

const edit = fc.record({
  at: fc.nat({ max: 999 }),
  how: fc.constantFrom('alike', 'alike', 'alike', 'replace', 'wrap', 'add', 'double'),
  name: fc.constantFrom(...wildNames, 'id', 'scope', 'input', 'after', ''),
  value: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...wildJson) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  ),
});
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

/** The number of values in a value, itself included. */
function countIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + countIn(inner), 1);
}

/** A wild value of the same type, which gets past the check of types. */
function alike(value: unknown, { at, value: otherwise }: Edit): string {
  const pattern = typeof value === 'string' ? /^"/ : typeof value === 'number' ? /^-?\d/ : /^[tf]/;
  const fitting = wildJson.filter((json) => pattern.test(json));
  return fitting[at % fitting.length] ?? otherwise;
}

/** The JSON of a value in which some values are replaced, counted from the outside in. */
function toJson(value: unknown, edits: ReadonlyMap<number, Edit>): string {
  let count = 0;
  const write = (inner: unknown): string => {
    const edit = edits.get(count++);
    if (edit?.how === 'replace' || (edit?.how === 'alike' && (typeof inner !== 'object' || inner === null))) {
      count += countIn(inner) - 1;
      return edit.how === 'replace' ? edit.value : alike(inner, edit);
    }
    if (typeof inner !== 'object' || inner === null)
      return edit === undefined ? JSON.stringify(inner) : `[${JSON.stringify(inner)},${edit.value}]`;
    const isList = Array.isArray(inner);
    const parts = Object.entries(inner).map(([name, part]) =>
      isList ? write(part) : `${JSON.stringify(name)}:${write(part)}`,
    );
    if (edit?.how === 'add') parts.push(isList ? edit.value : `${JSON.stringify(edit.name)}:${edit.value}`);
    if (edit?.how === 'double') parts.push(...parts);
    const whole = isList ? `[${parts}]` : `{${parts}}`;
    return edit?.how === 'wrap' ? `[${whole},${edit.value}]` : whole;
  };
  return write(value);
}

const inputs = fc.record({
  operation: fc.constantFrom(...operations),
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
});
type Input = typeof inputs extends fc.Arbitrary<infer Value> ? Value : never;

function toBody({ operation: { query, variables }, edits }: Input): string {
  const count = countIn(variables);
  const placed = new Map(edits.map((edit) => [edit.at % count, edit]));
  return `{"query":${JSON.stringify(query)},"variables":${toJson(variables, placed)}}`;
}

export const variables = createKind({
  name: 'variables',
  on: 'plain',
  lanes: 2,
  inputs,
  judge: (input, gateway) => judgeThrice(toBody(input), gateway),
  show: toBody,
});
