import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLObjectType, Kind, parse } from 'graphql';
import { examples, nameOf, purposeOf, tabs, toTab } from '../../src/web/playground/examples.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { projectRoot } from '../support/process.ts';

/** What the examples say that they show: errors, by their codes in order. */
const expectedErrors: Readonly<Record<string, readonly string[]>> = {
  Plan: ['ALREADY_EXISTS'],
  PlanTarget: ['IN_USE'],
  PlanFilter: ['IN_USE'],
  BulkModify: ['INVALID_INPUT'],
  PlanBulk: ['INVALID_INPUT'],
  ExtendCapture: ['NOT_FOUND'],
  // Without a policy file there is no policy.
  ApplyPolicy: ['NOT_FOUND'],
  ResumeOperation: ['NOT_FOUND'],
  StopOperation: ['NOT_FOUND'],
  AdoptSessions: ['NOT_FOUND'],
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});

const run = (example: (typeof examples)[number]) => {
  const { query, variables } = toTab(example);
  return gateway.query(query, variables === '' ? {} : JSON.parse(variables));
};

/** The codes of all user errors in an answer. */
function errorsIn(answer: unknown): unknown[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) =>
    name === 'userErrors' ? (value as { code: string }[]).map(({ code }) => code) : errorsIn(value),
  );
}

describe('the examples of the playground', () => {
  test.each(examples.map((example) => [nameOf(example), example] as const))(
    '%s runs on the demo data, and once more, with the errors that it is about',
    async (name, example) => {
      const first = await run(example);
      const again = await run(example);
      expect(Object.keys(again)).toEqual(Object.keys(first));
      expect(errorsIn(first)).toEqual(expectedErrors[name] ?? []);
      expect(errorsIn(again)).toEqual(expectedErrors[name] ?? []);
    },
  );

  test('show every field of the API that one can begin with', () => {
    const schema = buildSchema(readFileSync(join(projectRoot, 'schema/published/api.graphql'), 'utf8'));
    const fieldsOf = (type: GraphQLObjectType | null | undefined) => Object.keys(type?.getFields() ?? {});
    const shown = examples.flatMap(({ query }) =>
      parse(query).definitions.flatMap((definition) =>
        definition.kind === Kind.OPERATION_DEFINITION
          ? definition.selectionSet.selections.map((one) => (one.kind === Kind.FIELD ? one.name.value : ''))
          : [],
      ),
    );
    const all = [...fieldsOf(schema.getQueryType()), ...fieldsOf(schema.getMutationType())];
    expect(all.length).toBeGreaterThan(50);
    expect([...new Set(shown)].sort()).toEqual(all.sort());
  });

  test('each have a name of their own and say what they do', () => {
    const names = examples.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    for (const example of examples) expect(purposeOf(example)).toMatch(/^[A-Z].+\.$/);
  });

  test('begin with a query, so that what a visitor runs first changes nothing', () => {
    expect(tabs[0]?.query).toMatch(/^query /m);
  });

  test('create nothing twice', async () => {
    const { trafficMirrorTargets } = await gateway.query<{ trafficMirrorTargets: { nodes: object[] } }>(
      '{ trafficMirrorTargets { nodes { trafficMirrorTargetId } } }',
    );
    expect(trafficMirrorTargets.nodes).toHaveLength(5);
  });
});
