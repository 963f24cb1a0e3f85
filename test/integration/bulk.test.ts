/** Changes to many sessions, and their plans. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { planFields } from '../support/plans.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});

interface Judged {
  readonly index?: number;
  readonly userErrors: { code: string; field: string[]; message: string }[];
  readonly [field: string]: unknown;
}
interface Outcome {
  readonly results?: Judged[] | null;
  readonly plans?: Judged[] | null;
  readonly userErrors: object[];
  readonly [count: string]: unknown;
}

const errors = 'userErrors { code field message }';
const shared = `warningDetails { code } dryRun { verdict } ${errors}`;
const documents = {
  createTrafficMirrorSessions: `results { index networkInterfaceId trafficMirrorSession { id trafficMirrorSessionId sessionNumber } clientToken ${shared} } succeededCount failedCount`,
  deleteTrafficMirrorSessions: `results { index trafficMirrorSessionId deletedTrafficMirrorSessionId deletedId ${shared} } succeededCount failedCount`,
  planCreateTrafficMirrorSessions: `plans { changes { field after } ${shared} } succeedingCount failingCount`,
  planModifyTrafficMirrorSessions: `plans { changes { field before after } ${shared} } succeedingCount failingCount`,
  planDeleteTrafficMirrorSessions: `plans { trafficMirrorSession { version } ${shared} } succeedingCount failingCount`,
} as const;

async function run(name: keyof typeof documents, input: object): Promise<Outcome> {
  const mutation = name.replace(/^plan/, '');
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const operation = name.startsWith('plan') ? 'query' : 'mutation';
  const document = `${operation} ($input: ${type}!) { ${name}(input: $input) { ${documents[name]} ${errors} } }`;
  return (await gateway.query<Record<string, Outcome>>(document, { input }))[name] as Outcome;
}

const codes = (items: readonly Judged[] | null | undefined) =>
  items?.map(({ userErrors }) => userErrors.map(({ code }) => code).join());

const onInterface = (n: number, sessionNumber: number, more: object = {}) => ({
  networkInterfaceId: networkInterfaceId(n),
  trafficMirrorTargetId: targetId(2),
  trafficMirrorFilterId: filterId(1),
  sessionNumber,
  ...more,
});
const gone = (...numbers: number[]) => numbers.map((n) => ({ trafficMirrorSessionId: sessionId(n) }));

describe('many new sessions', () => {
  test('are created in order, each with its own result', async () => {
    const creations = [onInterface(10, 1), onInterface(10, 1), onInterface(10, 0), onInterface(11, 1)];
    const { results, ...counts } = await run('createTrafficMirrorSessions', { creations });
    expect(counts).toEqual({ succeededCount: 2, failedCount: 2, userErrors: [] });
    expect(codes(results)).toEqual(['', 'ALREADY_EXISTS', 'INVALID_INPUT', '']);
    expect(results?.map(({ index, networkInterfaceId }) => [index, networkInterfaceId])).toEqual(
      creations.map(({ networkInterfaceId }, index) => [index, networkInterfaceId]),
    );
    expect(results?.[2]?.userErrors[0]?.field).toEqual(['input', 'creations', '2', 'sessionNumber']);
    expect(results?.[3]).toMatchObject({ trafficMirrorSession: { sessionNumber: 1 } });
  });

  test('stop at a failure when told to', async () => {
    const creations = [onInterface(10, 1), onInterface(10, 1), onInterface(11, 1)];
    const { results } = await run('createTrafficMirrorSessions', { creations, onError: 'STOP' });
    expect(codes(results)).toEqual(['', 'ALREADY_EXISTS', 'SKIPPED']);
    expect(gateway.ec2Calls()).toMatchObject({ CreateTrafficMirrorSession: 2 });
  });

  test('are not created twice when the request is sent again with its keys', async () => {
    const creations = [
      onInterface(10, 1, { idempotencyKey: 'a' }),
      onInterface(10, 2, { idempotencyKey: 'b' }),
    ];
    const first = await run('createTrafficMirrorSessions', { creations });
    const again = await run('createTrafficMirrorSessions', { creations });
    const made = ({ results }: Outcome) => results?.map(({ trafficMirrorSession }) => trafficMirrorSession);
    expect(made(again)).toEqual(made(first));
    const { results } = await run('createTrafficMirrorSessions', {
      creations: [onInterface(10, 3, { idempotencyKey: 'a' })],
    });
    expect(codes(results)).toEqual(['IDEMPOTENCY_CONFLICT']);
  });

  test('may be up to 50, and none is refused as a whole', async () => {
    const many = (count: number) => Array.from({ length: count }, () => onInterface(10, 1, { dryRun: true }));
    for (const count of [0, 51]) {
      const { results, userErrors } = await run('createTrafficMirrorSessions', { creations: many(count) });
      expect(results).toBeNull();
      expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'creations'] }]);
    }
    const { succeededCount } = await run('createTrafficMirrorSessions', { creations: many(50) });
    expect(succeededCount).toBe(50);
  });
});

test('many sessions are deleted in order, each with its own result', async () => {
  const deletions = [...gone(1), { trafficMirrorSessionId: unknownSessionId }, ...gone(1, 2)];
  const { results, ...counts } = await run('deleteTrafficMirrorSessions', { deletions });
  expect(counts).toEqual({ succeededCount: 2, failedCount: 2, userErrors: [] });
  expect(codes(results)).toEqual(['', 'NOT_FOUND', 'NOT_FOUND', '']);
  const global = (id: string) => Buffer.from(`123456789012/us-east-1/${id}`).toString('base64url');
  expect(results?.map(({ deletedId }) => deletedId)).toEqual([
    global(sessionId(1)),
    null,
    null,
    global(sessionId(2)),
  ]);
});

describe('the plan of many', () => {
  test('new sessions sees the numbers and places that the items before take', async () => {
    const creations = [
      onInterface(10, 1),
      onInterface(10, 1),
      onInterface(10, 2),
      onInterface(10, 3),
      onInterface(10, 4),
    ];
    const { plans, ...counts } = await run('planCreateTrafficMirrorSessions', { creations });
    expect(codes(plans)).toEqual(['', 'ALREADY_EXISTS', '', '', 'QUOTA_EXCEEDED']);
    expect(plans?.[1]?.userErrors[0]?.message).toContain('creations[0]');
    expect(counts).toEqual({ succeedingCount: 3, failingCount: 2, userErrors: [] });
    const { results } = await run('createTrafficMirrorSessions', { creations });
    expect(codes(results)).toEqual(codes(plans));
  });

  test('new sessions costs one read of a kind, and ten dry runs, however many there are', async () => {
    const creations = Array.from({ length: 50 }, (_, index) => onInterface(10, index + 1));
    const { plans } = await run('planCreateTrafficMirrorSessions', { creations });
    const verdicts = plans?.map(({ dryRun, warningDetails }) => [dryRun, warningDetails]);
    expect(verdicts).toEqual([
      ...Array(10).fill([{ verdict: 'PERMITTED' }, []]),
      ...Array(40).fill([null, [{ code: 'NOT_CHECKED' }]]),
    ]);
    const { CreateTrafficMirrorSession: dryRuns, ...reads } = gateway.ec2Calls();
    expect(dryRuns).toBe(10);
    expect(Object.keys(reads).toSorted()).toEqual([
      'DescribeInstances',
      'DescribeNetworkInterfaces',
      'DescribeTrafficMirrorFilters',
      'DescribeTrafficMirrorSessions',
      'DescribeTrafficMirrorTargets',
    ]);
    // By id and by relation; on a busy machine, one that seems to hang is sent again.
    expect(Math.max(...Object.values(reads))).toBeLessThan(5);
  });

  test('deletions sees what the items before delete, and warns at the last of an interface', async () => {
    const deletions = gone(1, 2, 1, 3);
    const { plans } = await run('planDeleteTrafficMirrorSessions', { deletions });
    expect(codes(plans)).toEqual(['', '', 'NOT_FOUND', '']);
    expect(plans?.map(({ warningDetails }) => warningDetails)).toEqual([
      [],
      [],
      [],
      [{ code: 'SOURCE_UNMIRRORED' }],
    ]);
  });

  test('changes sees what the items before leave of the same session, and the versions of that', async () => {
    const change = { trafficMirrorSessionId: sessionId(1) };
    const modifications = [
      { ...change, packetLength: 100 },
      { ...change, packetLength: 200 },
      { ...change, packetLength: 200 },
      { ...change, packetLength: 300, ifVersion: 'older' },
    ];
    const { plans } = await run('planModifyTrafficMirrorSessions', { modifications });
    expect(plans?.map(({ changes }) => changes)).toEqual([
      [{ field: 'packetLength', before: null, after: '100' }],
      [{ field: 'packetLength', before: '100', after: '200' }],
      [],
      [{ field: 'packetLength', before: '200', after: '300' }],
    ]);
    expect(codes(plans)).toEqual(['', '', '', 'VERSION_CONFLICT']);
  });

  test('skips what follows a failure when told to', async () => {
    const deletions = [...gone(1), { trafficMirrorSessionId: unknownSessionId }, ...gone(2)];
    const { plans, ...counts } = await run('planDeleteTrafficMirrorSessions', { deletions, onError: 'STOP' });
    expect(codes(plans)).toEqual(['', 'NOT_FOUND', 'SKIPPED']);
    expect(counts).toMatchObject({ succeedingCount: 1, failingCount: 2 });
  });

  test('is refused as a whole when there are none or too many', async () => {
    const { plans, userErrors } = await run('planDeleteTrafficMirrorSessions', { deletions: [] });
    expect(plans).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'deletions'] }]);
  });

  test('fifty tells everything that a plan has', async () => {
    const modifications = Array.from({ length: 50 }, (_, n) => ({
      trafficMirrorSessionId: sessionId(1 + (n % 10)),
      description: `${n}`,
    }));
    const { planModifyTrafficMirrorSessions } = await gateway.query<{
      planModifyTrafficMirrorSessions: Outcome;
    }>(
      `query ($input: ModifyTrafficMirrorSessionsInput!) { planModifyTrafficMirrorSessions(input: $input) {
        succeedingCount plans { trafficMirrorSession { version tags { key value } } ${planFields} } } }`,
      { input: { modifications } },
    );
    expect(planModifyTrafficMirrorSessions).toMatchObject({ succeedingCount: 50 });
  });

  test('is not lost when one of the reads fails', async () => {
    gateway.emulator.deny('DescribeTrafficMirrorTargets');
    const { plans } = await run('planCreateTrafficMirrorSessions', {
      creations: [onInterface(10, 1), onInterface(1, 9)],
    });
    expect(codes(plans)).toEqual(['', 'QUOTA_EXCEEDED']);
    expect(plans?.map(({ warningDetails }) => warningDetails)).toEqual([
      [{ code: 'NOT_CHECKED' }],
      [{ code: 'NOT_CHECKED' }],
    ]);
  });
});
