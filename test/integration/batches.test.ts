/** Batch look-ups that are longer than the limits allow: what fits is answered, and each of the others is an error of its own. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts';

const hexId = (prefix: string, n: number) => `${prefix}-0${n.toString(16).padStart(16, '0')}`;
const globalId = (id: string) => Buffer.from(`123456789012/us-east-1/${id}`).toString('base64url');
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** One look-up of each kind: its document, and its variables for the first `count` resources of the large estate. */
const lookUps: [field: string, document: string, variables: (count: number) => object][] = [
  [
    '_entities',
    `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on TrafficMirrorSession { trafficMirrorSessionId } } }`,
    (count) => ({
      representations: numbers(count).map((n) => ({
        __typename: 'TrafficMirrorSession',
        id: globalId(hexId('tms', n)),
      })),
    }),
  ],
  [
    'trafficMirrorSessionsByIds',
    'query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { trafficMirrorSessionId } }',
    (count) => ({ ids: numbers(count).map((n) => hexId('tms', n)) }),
  ],
  [
    'nodes',
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    (count) => ({ ids: numbers(count).map((n) => globalId(hexId('tms', n))) }),
  ],
  [
    'trafficMirrorSourcesByKeys',
    'query ($keys: [TrafficMirrorSourceKeyInput!]!) { trafficMirrorSourcesByKeys(keys: $keys) { networkInterfaceId } }',
    (count) => ({
      keys: numbers(count).map((n) => ({ region: 'us-east-1', networkInterfaceId: hexId('eni', n) })),
    }),
  ],
  [
    'trafficMirrorSessionsByPackets',
    'query ($packets: [TrafficMirrorPacketKeyInput!]!) { trafficMirrorSessionsByPackets(packets: $packets) { basis } }',
    (count) => ({
      packets: numbers(count).map((n) => ({
        virtualNetworkId: n,
        outerSourceAddress: `10.0.${n >> 8}.${n % 256}`,
      })),
    }),
  ],
];

/** How many items were answered, how many are null, and the errors: how many of each kind, and that each null has its own. */
function summary(field: string, { data, errors = [] }: GraphqlAnswer<Record<string, unknown[]>>) {
  const items = data?.[field] ?? [];
  const missing = items.flatMap((item, index) => (item === null ? [index] : []));
  expect(errors.map(({ path }) => path?.[1]).toSorted((a, b) => Number(a) - Number(b))).toEqual(missing);
  const kinds = new Set(errors.map(({ extensions: { requestId: _, ...rest } }) => JSON.stringify(rest)));
  return {
    answered: items.length - missing.length,
    firstMissing: missing[0],
    missing: missing.length,
    kinds: [...kinds].map((kind) => JSON.parse(kind) as object),
  };
}

/** What is said of each entry beyond the limit. */
const beyond = (max: number) => [
  { code: 'LIMIT_EXCEEDED', limit: 'batch', max, answered: max, argument: expect.any(String) },
];

describe.each(lookUps)('%s', (field, document, variables) => {
  let gateway: TestGateway;
  let narrow: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ seed: 'large:1400' });
    narrow = await startTestGateway({ env: { LIMITS: 'batch=10' }, seed: 'large:50' });
  });

  test('answers 1000 entries, and of 1400 the first 1000', async () => {
    const send = (count: number) => gateway.send<Record<string, unknown[]>>(document, variables(count));
    expect(summary(field, await send(1000))).toMatchObject({ answered: 1000, missing: 0 });
    const expected = { answered: 1000, firstMissing: 1000, missing: 400, kinds: beyond(1000) };
    expect(summary(field, await send(1400))).toEqual(expected);
  });

  test('answers as much however often it is sent, compiled or not', async () => {
    for (let round = 0; round < 12; round++) {
      for (const count of [11, 14]) {
        const answer = await narrow.send<Record<string, unknown[]>>(document, variables(count));
        const expected = { answered: 10, firstMissing: 10, missing: count - 10, kinds: beyond(10) };
        expect(summary(field, answer)).toEqual(expected);
      }
    }
  });
});

test('the message says what to do', async () => {
  const gateway = await startTestGateway({ env: { LIMITS: 'batch=2' } });
  const [error] = await gateway.queryErrors(
    'query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { sessionNumber } }',
    { ids: [1, 2, 3].map(sessionId) },
  );
  expect(error?.message).toBe(
    'Only the first 2 of `ids` are answered: more would exceed the limit batch (2). Send the others in another request.',
  );
});

test('a list that is longer than batches may be is refused as a whole, and EC2 is not asked', async () => {
  const gateway = await startTestGateway();
  const document = 'query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { sessionNumber } }';
  const [error] = await gateway.queryErrors(document, { ids: Array(3001).fill(sessionId(1)) });
  expect(error?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'batchInputs', max: 3000 });
  expect(gateway.ec2Calls()).toEqual({});
});

test('as much of a batch is answered as `predictedNodes` allows', async () => {
  const gateway = await startTestGateway({ seed: 'large:600' });
  const document = `query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) {
    siblings { target { type } filter { ingressRules { arn } egressRules { arn } } } } }`;
  const ids = numbers(600).map((n) => hexId('tms', n));
  // A session counts with three siblings, and each of them with a target, a filter and ten rules.
  expect(summary('trafficMirrorSessionsByIds', await gateway.send(document, { ids }))).toEqual({
    answered: 500,
    firstMissing: 500,
    missing: 100,
    kinds: [{ code: 'LIMIT_EXCEEDED', limit: 'predictedNodes', max: 20_000, answered: 500, argument: 'ids' }],
  });
});

describe('when not all of a batch can be read,', () => {
  const ids = numbers(1000).map((n) => hexId('tms', n));
  const byIds = 'query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { trafficMirrorSessionId } }';
  const related = `query ($keys: [TrafficMirrorSourceKeyInput!]!) { trafficMirrorSourcesByKeys(keys: $keys) {
    trafficMirrorSessions { trafficMirrorSessionId } } }`;
  const keys = numbers(1000).map((n) => ({ region: 'us-east-1', networkInterfaceId: hexId('eni', n) }));

  test('what the EC2 calls of a request suffice for is answered', async () => {
    const gateway = await startTestGateway({ seed: 'large:1000', env: { LIMITS: 'ec2Calls=3' } });
    expect(summary('trafficMirrorSessionsByIds', await gateway.send(byIds, { ids }))).toMatchObject({
      answered: 600,
      firstMissing: 600,
      missing: 400,
      kinds: [{ code: 'LIMIT_EXCEEDED', limit: 'ec2Calls', max: 3 }],
    });
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 3 });
  });

  test('so are relations, and those that are missing are errors below their owners', async () => {
    const gateway = await startTestGateway({ seed: 'large:3000', env: { LIMITS: 'ec2Calls=3' } });
    const { data, errors } = await gateway.send<Record<string, { trafficMirrorSessions: object[] | null }[]>>(
      related,
      { keys },
    );
    const lists = data?.trafficMirrorSourcesByKeys?.map(
      ({ trafficMirrorSessions }) => trafficMirrorSessions?.length,
    );
    expect(lists).toEqual([...Array(600).fill(3), ...Array(400).fill(undefined)]);
    expect(errors).toHaveLength(400);
    expect(errors?.[0]?.path).toEqual(['trafficMirrorSourcesByKeys', 600, 'trafficMirrorSessions']);
  });

  test('a call that fails loses its own ids and no others', async () => {
    const gateway = await startTestGateway({ seed: 'large:1000' });
    const denied = { error: { code: 'UnauthorizedOperation', status: 403 } };
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 0 }, denied]);
    const { answered, missing, kinds } = summary(
      'trafficMirrorSessionsByIds',
      await gateway.send(byIds, { ids }),
    );
    expect([answered, missing]).toEqual([800, 200]);
    expect(kinds).toMatchObject([{ code: 'UNAUTHORIZED', awsErrorCode: 'UnauthorizedOperation' }]);
  });
});

test('a batch of entities of several kinds is cut at the limit, whatever their kinds', async () => {
  const gateway = await startTestGateway({ env: { LIMITS: 'batch=3' } });
  const representations = [
    { __typename: 'TrafficMirrorTarget', id: globalId(targetId(1)) },
    { __typename: 'Nothing' },
    { __typename: 'NetworkInterface', region: 'us-east-1', networkInterfaceId: networkInterfaceId(1) },
    { __typename: 'TrafficMirrorSession', id: globalId(sessionId(1)) },
    { __typename: 'Nothing' },
  ];
  const answer = await gateway.send(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
    { representations },
  );
  expect(answer.data?._entities).toEqual([
    { __typename: 'TrafficMirrorTarget' },
    null,
    { __typename: 'NetworkInterface' },
    null,
    null,
  ]);
  expect(answer.errors?.map(({ path, extensions }) => [path?.[1], extensions.code])).toEqual([
    [3, 'LIMIT_EXCEEDED'],
    [4, 'LIMIT_EXCEEDED'],
    [1, 'BAD_USER_INPUT'],
  ]);
});

describe('a long batch that asks for much', () => {
  test.each([1_000, 2_600])('of %d targets costs what its part costs', async (count) => {
    const gateway = await startTestGateway({ seed: 'large:2000' });
    const document =
      'query ($ids: [ID!]!) { trafficMirrorTargetsByIds(ids: $ids) { sessions(first: 1000) { nodes { arn } } } }';
    const ids = numbers(count).map((n) => hexId('tmt', n));
    const answer = await gateway.send<Record<string, unknown[]>>(document, { ids });
    // The page of each target counts with 1000 sessions, and the estate has 20 targets.
    expect(summary('trafficMirrorTargetsByIds', answer)).toMatchObject({ answered: 19, missing: count - 19 });
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorTargets: 1, DescribeTrafficMirrorSessions: 2 });
    expect(JSON.stringify(answer).length).toBeLessThan(2_000_000);
  });
});
