/** The closed lists behind the labels of metrics are those of the documents and of the schema. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { answerCodes, toAnswerCode } from '../../src/http/metrics/codes.ts';
import { refusalReasons } from '../../src/identity/refusals.ts';
import { documentAt } from '../support/documents.ts';
import { projectRoot } from '../support/process.ts';

const sectionOf = (path: string, heading: RegExp) => documentAt(path).text.split(heading)[1] ?? '';

test('requests are counted by every code that errors can have', () => {
  const rows = sectionOf('docs/errors.md', /^## Top-level errors$/m).matchAll(/^\| (`[A-Z_`, ]+) \|/gm);
  const documented = [...rows].flatMap(([, cell = '']) => cell.match(/[A-Z_]+/g) ?? []);
  expect(documented.length).toBeGreaterThan(15);
  const text = readFileSync(join(projectRoot, 'schema/errors.graphql'), 'utf8');
  const [source = ''] = /enum TrafficMirrorErrorCode \{.*?^\}/ms.exec(text) ?? [];
  const ofSchema = (buildSchema(source).getType('TrafficMirrorErrorCode') as GraphQLEnumType).getValues();
  const all = new Set([...documented, ...ofSchema.map(({ name }) => name), 'OK', 'NOT_READY', 'UNSENT']);
  // This one is a code of Apollo's that the gateway rewords, and the codes of refusals are all documented.
  expect([...answerCodes].sort()).toEqual(
    [...all, 'NOT_FOUND'].filter((one, at, list) => list.indexOf(one) === at).sort(),
  );
});

test('a code that nobody knows is OTHER, so that no client can add a series', () => {
  expect([undefined, 'LIMIT_EXCEEDED', 'made-up'].map(toAnswerCode)).toEqual([
    'OK',
    'LIMIT_EXCEEDED',
    'OTHER',
  ]);
});

test('every reason for which a token is refused is explained, in the same order', () => {
  const section = sectionOf('docs/observability.md', /^## Why tokens are refused$/m).split(/^## /m)[0] ?? '';
  expect([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason)).toEqual(refusalReasons);
});
