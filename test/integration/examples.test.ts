import { beforeAll, expect, test } from '@jest/globals';
import { tabs } from '../../src/web/playground/examples.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});

const nameOf = (query: string) => /^(?:query|mutation) (\w+)/m.exec(query)?.[1];

test.each(tabs.map(({ query, variables }) => [nameOf(query), query, variables]))(
  'the example %s of the playground runs on the demo data, and once more',
  async (_, query = '', variables = '') => {
    const first = await gateway.query(query, JSON.parse(variables));
    const again = await gateway.query(query, JSON.parse(variables));
    expect(Object.keys(again)).toEqual(Object.keys(first));
  },
);

test('the example that creates has no errors, and creates nothing twice', async () => {
  const { query = '', variables = '' } = tabs.find((tab) => nameOf(tab.query) === 'CreateEstate') ?? {};
  const answer = JSON.stringify(await gateway.query(query, JSON.parse(variables)));
  expect(answer.match(/"userErrors":\[\]/g)).toHaveLength(4);
  const { trafficMirrorTargets } = await gateway.query<{ trafficMirrorTargets: { nodes: object[] } }>(
    '{ trafficMirrorTargets { nodes { trafficMirrorTargetId } } }',
  );
  expect(trafficMirrorTargets.nodes).toHaveLength(5);
});
