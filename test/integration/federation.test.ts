import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { filterId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => gateway.emulator.resetCalls());
afterAll(() => gateway.stop());

const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename
  ... on TrafficMirrorSession { trafficMirrorSessionId sessionNumber }
  ... on TrafficMirrorTarget { trafficMirrorTargetId }
  ... on TrafficMirrorFilter { trafficMirrorFilterId }
  ... on TrafficMirrorFilterRule { trafficMirrorFilterRuleId ruleNumber filter { trafficMirrorFilterId } }
} }`;

const arn = (type: string, id: string) => `arn:aws:ec2:us-east-1:123456789012:${type}/${id}`;
const globalId = (id: string, account = '123456789012') =>
  Buffer.from(`${account}/us-east-1/${id}`).toString('base64url');

test('the subgraph gives its schema, with the keys of its entities', async () => {
  const data = await gateway.query<{ _service: { sdl: string } }>('{ _service { sdl } }');
  expect(data._service.sdl).toContain('https://specs.apollo.dev/federation/v2');
  for (const type of ['Session', 'Target', 'Filter', 'FilterRule']) {
    expect(data._service.sdl).toMatch(
      new RegExp(
        `type TrafficMirror${type} implements Node\\s+@key\\(fields: "id"\\)\\s+@key\\(fields: "arn"\\)`,
      ),
    );
  }
});

test('entities of mixed kinds are found by id and by arn, in order, with one EC2 call a kind', async () => {
  const rule = 'tmfr-0d4e5f6a7b8c90004';
  const representations = [
    { __typename: 'TrafficMirrorSession', id: globalId(sessionId(1)) },
    { __typename: 'TrafficMirrorTarget', arn: arn('traffic-mirror-target', targetId(3)) },
    { __typename: 'TrafficMirrorSession', arn: arn('traffic-mirror-session', sessionId(9)) },
    { __typename: 'TrafficMirrorFilter', id: globalId(filterId(2)) },
    { __typename: 'TrafficMirrorFilterRule', arn: arn('traffic-mirror-filter-rule', rule) },
    { __typename: 'TrafficMirrorTarget', id: globalId(targetId(1)) },
  ];
  expect(await gateway.query(entities, { representations })).toEqual({
    _entities: [
      { __typename: 'TrafficMirrorSession', trafficMirrorSessionId: sessionId(1), sessionNumber: 1 },
      { __typename: 'TrafficMirrorTarget', trafficMirrorTargetId: targetId(3) },
      { __typename: 'TrafficMirrorSession', trafficMirrorSessionId: sessionId(9), sessionNumber: 5 },
      { __typename: 'TrafficMirrorFilter', trafficMirrorFilterId: filterId(2) },
      {
        __typename: 'TrafficMirrorFilterRule',
        trafficMirrorFilterRuleId: rule,
        ruleNumber: 20,
        filter: { trafficMirrorFilterId: filterId(2) },
      },
      { __typename: 'TrafficMirrorTarget', trafficMirrorTargetId: targetId(1) },
    ],
  });
  expect(gateway.ec2Calls()).toEqual({
    DescribeTrafficMirrorSessions: 1,
    DescribeTrafficMirrorTargets: 1,
    DescribeTrafficMirrorFilters: 1,
    DescribeTrafficMirrorFilterRules: 1,
  });
});

test('entities that do not exist, or are of another account, are null in their place', async () => {
  const representations = [
    { __typename: 'TrafficMirrorSession', id: globalId(unknownSessionId) },
    { __typename: 'TrafficMirrorSession', id: globalId(sessionId(2)) },
    { __typename: 'TrafficMirrorSession', id: globalId(sessionId(3), '210987654321') },
  ];
  const { _entities } = await gateway.query<{ _entities: unknown[] }>(entities, { representations });
  expect(_entities).toEqual([null, expect.objectContaining({ trafficMirrorSessionId: sessionId(2) }), null]);
});

test('a malformed key is a clear error at its place, and never a wildcard in EC2', async () => {
  const representations = [
    { __typename: 'TrafficMirrorSession', id: 'tms-*' },
    { __typename: 'TrafficMirrorSession', id: globalId(sessionId(2)) },
    { __typename: 'TrafficMirrorSession', id: globalId(targetId(2)) },
  ];
  const answer = await gateway.send<{ _entities: unknown[] }>(entities, { representations });
  expect(answer.data?._entities).toEqual([
    null,
    expect.objectContaining({ trafficMirrorSessionId: sessionId(2) }),
    null,
  ]);
  expect(answer.errors?.map((error) => error.path)).toEqual([
    ['_entities', 0],
    ['_entities', 2],
  ]);
  expect(JSON.stringify(gateway.emulator.requests)).not.toContain('*');
});

test('an entity of a type that is not known here is an error at its place, and harms nobody', async () => {
  const representations = [
    { __typename: 'TrafficMirrorSession', id: 'tms-*' },
    { __typename: 'Nothing' },
    { __typename: 'TrafficMirrorSession', id: globalId(sessionId(2)) },
  ];
  const answer = await gateway.send<{ _entities: unknown[] }>(entities, { representations });
  expect(answer.data?._entities).toEqual([
    null,
    null,
    expect.objectContaining({ trafficMirrorSessionId: sessionId(2) }),
  ]);
  const paths = answer.errors?.map((error) => error.path?.join());
  expect(paths?.sort()).toEqual(['_entities,0', '_entities,1']);
});
