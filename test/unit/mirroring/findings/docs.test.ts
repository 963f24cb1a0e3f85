/** docs/findings.md and the schema say of each rule what the rule itself says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { assumptions } from '../../../../src/mirroring/assumptions.ts';
import { severities } from '../../../../src/mirroring/findings/rule.ts';
import { rules } from '../../../../src/mirroring/findings/rules.ts';
import { page, toPage } from '../../../../tools/findings.ts';
import { documentAt } from '../../../support/documents.ts';
import { projectRoot } from '../../../support/process.ts';

const schema = buildSchema(readFileSync(join(projectRoot, 'schema/published/api.graphql'), 'utf8'));
const valuesOf = (name: string) => (schema.getType(name) as GraphQLEnumType).getValues();

test('docs/findings.md is what `npm run findings:docs` writes', () => {
  expect(documentAt(page).text).toBe(toPage());
});

test.each(rules.map((rule) => [rule.code, rule] as const))('%s is explained in sentences', (_, rule) => {
  for (const text of [rule.means, rule.condition, rule.source, rule.remedy])
    expect(text).toMatch(/^[A-Z].*\.$/s);
});

describe('the schema', () => {
  test('has the code of every rule, in their order, with what it means', () => {
    const described = valuesOf('TrafficMirrorFindingCode').map(({ name, description }) => [
      name,
      description,
    ]);
    expect(described).toEqual(rules.map(({ code, means }) => [code, means]));
  });

  test('has every severity and every assumption', () => {
    const names = (type: string) => valuesOf(type).map(({ name }) => name);
    expect(names('TrafficMirrorFindingSeverity')).toEqual(severities);
    expect(names('TrafficMirrorAssumption')).toEqual(assumptions);
  });
});

test.each(['TrafficMirrorFindingSeverity', 'TrafficMirrorUncheckedReason'])(
  'the page explains every value of %s',
  (type) => {
    const explained = [...documentAt(page).prose.matchAll(/^ *\| ([A-Z_]+) \|/gm)].map(([, name]) => name);
    expect(explained).toEqual(expect.arrayContaining(valuesOf(type).map(({ name }) => name)));
  },
);
