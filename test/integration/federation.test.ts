import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { printClientSchema } from '../../tools/clientSchema.ts';
import { filterId, networkInterfaceId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => gateway.emulator.resetCalls());

const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename
  ... on TrafficMirrorSession { trafficMirrorSessionId sessionNumber }
  ... on TrafficMirrorTarget { trafficMirrorTargetId }
  ... on TrafficMirrorFilter { trafficMirrorFilterId }
  ... on TrafficMirrorFilterRule { trafficMirrorFilterRuleId ruleNumber filter { trafficMirrorFilterId } }
  ... on NetworkInterface { networkInterfaceId trafficMirrorSessions { trafficMirrorSessionId } }
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

test('the published schemas are those that are served: after a change, `npm run schema:publish`', async () => {
  const published = (name: string) =>
    readFileSync(join(import.meta.dirname, '../../schema/published', name), 'utf8');
  const data = await gateway.query<{ _service: { sdl: string } }>('{ _service { sdl } }');
  expect(published('traffic-mirror.graphql')).toBe(data._service.sdl);
  const introspection = await gateway.query<IntrospectionQuery>(getIntrospectionQuery());
  expect(published('api.graphql')).toBe(printClientSchema(buildClientSchema(introspection)));
});

test('`node` and `nodes` find resources of every kind, and are not in the subgraph', async () => {
  const data = await gateway.query<{ _service: { sdl: string } }>('{ _service { sdl } }');
  expect(data._service.sdl).not.toMatch(/^ +nodes?\(/m);
  const ids = [sessionId(1), targetId(1), filterId(2), 'tmfr-0d4e5f6a7b8c90004', unknownSessionId];
  const found = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
    ids: ids.map((id) => globalId(id)),
  });
  expect(found).toEqual({
    nodes: [
      { __typename: 'TrafficMirrorSession', id: globalId(sessionId(1)) },
      { __typename: 'TrafficMirrorTarget', id: globalId(targetId(1)) },
      { __typename: 'TrafficMirrorFilter', id: globalId(filterId(2)) },
      { __typename: 'TrafficMirrorFilterRule', id: globalId('tmfr-0d4e5f6a7b8c90004') },
      null,
    ],
  });
  const node = 'query ($id: ID!) { node(id: $id) { id ... on TrafficMirrorSession { sessionNumber } } }';
  expect(await gateway.query(node, { id: globalId(sessionId(1)) })).toEqual({
    node: { id: globalId(sessionId(1)), sessionNumber: 1 },
  });
  const [error] = await gateway.queryErrors(node, { id: 'eni-0123456789abcdef0' });
  expect(error?.message).toContain('must name a session, target, filter or rule');
});

test('entities of mixed kinds are found by id and by arn, in order, with one EC2 call per kind', async () => {
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

test('100 entities of five kinds, many of them twice, cost one EC2 call per kind', async () => {
  const representations = Array.from({ length: 100 }, (_, index) => {
    const n = (Math.floor(index / 5) % 4) + 1;
    return [
      { __typename: 'TrafficMirrorSession', id: globalId(sessionId(n)) },
      { __typename: 'TrafficMirrorTarget', arn: arn('traffic-mirror-target', targetId(n)) },
      { __typename: 'TrafficMirrorFilter', id: globalId(filterId(n)) },
      { __typename: 'TrafficMirrorFilterRule', id: globalId(`tmfr-0d4e5f6a7b8c9000${n}`) },
      { __typename: 'NetworkInterface', region: 'us-east-1', networkInterfaceId: networkInterfaceId(n) },
    ][index % 5];
  });
  const { _entities } = await gateway.query<{ _entities: ({ __typename: string } | null)[] }>(entities, {
    representations,
  });
  expect(_entities.map((entity) => entity?.__typename)).toEqual(
    representations.map((representation) => representation?.__typename),
  );
  expect(_entities[4]).toEqual({
    __typename: 'NetworkInterface',
    networkInterfaceId: networkInterfaceId(1),
    trafficMirrorSessions: [1, 2, 3].map((n) => ({ trafficMirrorSessionId: sessionId(n) })),
  });
  expect(gateway.ec2Calls()).toEqual({
    // By id, and by the interfaces.
    DescribeTrafficMirrorSessions: 2,
    DescribeTrafficMirrorTargets: 1,
    DescribeTrafficMirrorFilters: 1,
    DescribeTrafficMirrorFilterRules: 1,
  });
});

test('entities that do not exist, or are of another account, are null at their position', async () => {
  const representations = [
    { __typename: 'TrafficMirrorSession', id: globalId(unknownSessionId) },
    { __typename: 'TrafficMirrorSession', id: globalId(sessionId(2)) },
    { __typename: 'TrafficMirrorSession', id: globalId(sessionId(3), '210987654321') },
  ];
  const { _entities } = await gateway.query<{ _entities: unknown[] }>(entities, { representations });
  expect(_entities).toEqual([null, expect.objectContaining({ trafficMirrorSessionId: sessionId(2) }), null]);
});

test('a malformed key is a clear error at its position, and is never sent to EC2 as a wildcard', async () => {
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

test('interfaces by keys, for stitching gateways: in order, null for unknown ones, an error for a malformed one, in one EC2 call', async () => {
  const document = `query ($keys: [TrafficMirrorSourceKeyInput!]!) { trafficMirrorSourcesByKeys(keys: $keys) {
    networkInterfaceId trafficMirrorSessions { sessionNumber }
  } }`;
  const key = (n: number, region = 'us-east-1') => ({ region, networkInterfaceId: networkInterfaceId(n) });
  const many = Array.from({ length: 100 }, (_, index) => key((index % 12) + 1));
  const bad = { region: 'us-east-1', networkInterfaceId: 'eni-*' };
  const answer = await gateway.send<{ trafficMirrorSourcesByKeys: unknown[] }>(document, {
    keys: [key(3), key(1, 'eu-west-1'), bad, ...many],
  });
  const found = answer.data?.trafficMirrorSourcesByKeys ?? [];
  expect(found.slice(0, 3)).toEqual([
    {
      networkInterfaceId: networkInterfaceId(3),
      trafficMirrorSessions: [1, 10].map((n) => ({ sessionNumber: n })),
    },
    null,
    null,
  ]);
  expect(found.slice(3)).toEqual(
    many.map(({ networkInterfaceId }) => expect.objectContaining({ networkInterfaceId })),
  );
  expect(answer.errors?.map(({ path }) => path)).toEqual([['trafficMirrorSourcesByKeys', 2]]);
  expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 1 });
});

describe('a bad representation', () => {
  const good = { __typename: 'TrafficMirrorSession', id: globalId(sessionId(2)) };
  const eni = { __typename: 'NetworkInterface', networkInterfaceId: networkInterfaceId(1) };

  test.each<[string, unknown, string]>([
    ['a type that is not there', { __typename: 'Nothing', id: 'x' }, '`__typename` must be one of'],
    ['a type without a key', { __typename: 'PageInfo' }, '`__typename` must be one of'],
    ['a type that is no text', { __typename: ['TrafficMirrorSession'] }, '`__typename` must be one of'],
    ['no type', { id: globalId(sessionId(1)) }, '`__typename` must be one of'],
    ['a text', 'TrafficMirrorSession', '`__typename` must be one of'],
    ['a list', [], '`__typename` must be one of'],
    ['no key', { __typename: 'TrafficMirrorSession' }, 'must have `id`, or `arn`, with string values'],
    [
      'a key that is a number',
      { __typename: 'TrafficMirrorSession', id: 7 },
      'must have `id`, or `arn`, with string values',
    ],
    [
      'a key that is an object',
      { ...good, arn: { '*': '*' } },
      'must have `id`, or `arn`, with string values',
    ],
    ['half a key', eni, 'must have `region` and `networkInterfaceId`, with string values'],
    [
      'an interface with a wildcard',
      { ...eni, region: 'us-east-1', networkInterfaceId: 'eni-*' },
      'must be an AWS ID, such as `eni-…`',
    ],
    [
      'an ARN with a wildcard',
      { __typename: 'TrafficMirrorSession', arn: arn('traffic-mirror-session', 'tms-0a1b2c3d?') },
      'must name a session',
    ],
    [
      'the ARN of another kind',
      { __typename: 'TrafficMirrorSession', arn: arn('traffic-mirror-target', targetId(1)) },
      'must name a session',
    ],
  ])('that is %s is a clear error in its place', async (_, bad, message) => {
    const answer = await gateway.send<{ _entities: unknown[] }>(entities, { representations: [bad, good] });
    expect(answer).toEqual({
      data: { _entities: [null, expect.objectContaining({ trafficMirrorSessionId: sessionId(2) })] },
      errors: [
        expect.objectContaining({
          message: expect.stringContaining(message),
          path: ['_entities', 0],
          extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }),
        }),
      ],
    });
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 1 });
    expect(JSON.stringify(gateway.emulator.requests)).not.toMatch(/[*?]/);
  });

  test.each([
    [
      'another account',
      {
        __typename: 'TrafficMirrorFilter',
        arn: arn('traffic-mirror-filter', filterId(1)).replace('123456789012', '210987654321'),
      },
    ],
    [
      'another Region',
      {
        __typename: 'TrafficMirrorFilter',
        arn: arn('traffic-mirror-filter', filterId(1)).replace('us-east-1', 'eu-west-1'),
      },
    ],
    ['a Region that is not served', { ...eni, region: '*' }],
  ])('of %s is null, and EC2 is not asked', async (_, representation) => {
    expect(await gateway.query(entities, { representations: [representation] })).toEqual({
      _entities: [null],
    });
    expect(gateway.ec2Calls()).toEqual({});
  });
});

test('more representations than a batch may have are refused as a whole, and a body with 10,000 is refused before GraphQL', async () => {
  const small = { __typename: 'X' };
  const errors = await gateway.queryErrors(entities, { representations: Array(10_000).fill(small) });
  expect(errors.map(({ extensions }) => [extensions.code, extensions.limit, extensions.max])).toEqual([
    ['LIMIT_EXCEEDED', 'batchInputs', 3000],
  ]);
  const real = { __typename: 'TrafficMirrorSession', id: globalId(sessionId(1)) };
  const [error] = await gateway.queryErrors(entities, { representations: Array(10_000).fill(real) });
  expect(error?.extensions.code).toBe('PAYLOAD_TOO_LARGE');
  expect(gateway.ec2Calls()).toEqual({});
});
