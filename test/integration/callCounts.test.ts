import { expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway | undefined;

const withEdges = `query ($first: Int!) { trafficMirrorSessions(first: $first) {
  nodes { trafficMirrorSessionId target { trafficMirrorTargetId } filter { trafficMirrorFilterId ingressRules { ruleNumber } } }
} }`;

test('50 sessions with their targets and filters cost 3 EC2 calls', async () => {
  gateway = await startTestGateway({ seed: 'large:50' });
  const data = await gateway.query<{
    trafficMirrorSessions: { nodes: { target: object | null; filter: object | null }[] };
  }>(withEdges, { first: 50 });
  expect(data.trafficMirrorSessions.nodes).toHaveLength(50);
  for (const node of data.trafficMirrorSessions.nodes) {
    expect(node.target).not.toBeNull();
    expect(node.filter).not.toBeNull();
  }
  expect(gateway.ec2Calls()).toEqual({
    DescribeTrafficMirrorSessions: 1,
    DescribeTrafficMirrorTargets: 1,
    DescribeTrafficMirrorFilters: 1,
  });
});

test('a request reads each resource once, however often it is selected', async () => {
  gateway = await startTestGateway();
  await gateway.query(`{
    a: trafficMirrorSessions { nodes { target { arn } filter { arn } } }
    b: trafficMirrorSessions(filter: { sessionNumbers: [1] }) { nodes { target { description } filter { description } } }
  }`);
  const { DescribeTrafficMirrorTargets, DescribeTrafficMirrorFilters } = gateway.ec2Calls();
  expect([DescribeTrafficMirrorTargets, DescribeTrafficMirrorFilters]).toEqual([1, 1]);
});

test('a page of 1000 sessions is one EC2 call', async () => {
  gateway = await startTestGateway({ seed: 'large:1000' });
  const data = await gateway.query<{ trafficMirrorSessions: { nodes: object[] } }>(
    '{ trafficMirrorSessions(first: 1000) { nodes { trafficMirrorSessionId } } }',
  );
  expect(data.trafficMirrorSessions.nodes).toHaveLength(1000);
  expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 1 });
});

test('10,000 sessions in pages of 1000 are 10 EC2 calls, and each session comes once', async () => {
  gateway = await startTestGateway({ seed: 'large:10000' });
  const seen = new Set<string>();
  let after: string | null = null;
  do {
    const data: {
      trafficMirrorSessions: {
        nodes: { trafficMirrorSessionId: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    } = await gateway.query(
      'query ($after: String) { trafficMirrorSessions(first: 1000, after: $after) { nodes { trafficMirrorSessionId } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    for (const node of data.trafficMirrorSessions.nodes) seen.add(node.trafficMirrorSessionId);
    after = data.trafficMirrorSessions.pageInfo.hasNextPage
      ? data.trafficMirrorSessions.pageInfo.endCursor
      : null;
  } while (after !== null);
  expect(seen.size).toBe(10_000);
  expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 10 });
});
