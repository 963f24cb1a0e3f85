/** What becomes of a change whose lease is not granted, is lost before it is sent, or cannot be extended. */
import { describe, expect, test } from '@jest/globals';
import { createLeasedMutex, type Lease, type Leases } from '../../src/ec2/changes/leasedMutex.ts';
import { createMutex } from '../../src/ec2/changes/mutex.ts';

import { startTestGateway } from '../support/gateway.ts';

const sessionId = 'tms-0a1b2c3d4e5f60001';

type Kept = Awaited<ReturnType<Lease['keep']>>;
type Taken = 'granted' | 'taken' | 'unavailable';

/** Leases that are granted and kept as listed; when a list is at its end, they are granted and held. */
function scripted({ taken = [], kept = [], isAvailable = true }: Partial<Script>) {
  const [takes, keeps] = [[...taken], [...kept]];
  const seen = { released: 0, asked: [] as string[] };
  const leases: Leases = {
    isAvailable: () => isAvailable,
    async take({ ids }) {
      seen.asked.push(ids.join());
      const next = takes.shift() ?? 'granted';
      if (next !== 'granted') return next;
      return {
        keep: async () => keeps.shift() ?? 'held',
        release: () => {
          seen.released++;
        },
      };
    },
  };
  return { leases, seen };
}

interface Script {
  readonly taken: readonly Taken[];
  readonly kept: readonly Kept[];
  readonly isAvailable: boolean;
}

async function setUp(script: Partial<Script>, env: Record<string, string> = {}) {
  const { leases, seen } = scripted(script);
  const gateway = await startTestGateway({ env, mutex: createLeasedMutex(createMutex(), leases) });
  const version = async () => {
    const { trafficMirrorSession } = await gateway.query<{ trafficMirrorSession: { version: string } }>(
      `{ trafficMirrorSession(id: "${sessionId}") { version } }`,
    );
    return trafficMirrorSession.version;
  };
  async function modify(input: object, selection = 'trafficMirrorSession { description }') {
    gateway.emulator.resetCalls();
    const { modifyTrafficMirrorSession } = await gateway.query<{
      modifyTrafficMirrorSession: {
        userErrors: { code: string; retryable: boolean; field: string[] | null }[];
      };
    }>(
      `mutation($input: ModifyTrafficMirrorSessionInput!) {
        modifyTrafficMirrorSession(input: $input) { ${selection} userErrors { code retryable field } }
      }`,
      { input: { trafficMirrorSessionId: sessionId, description: 'leased', ...input } },
    );
    const { userErrors, ...rest } = modifyTrafficMirrorSession;
    return { codes: userErrors.map(({ code }) => code), userErrors, rest, calls: gateway.ec2Calls() };
  }
  return { gateway, seen, version, modify };
}

const sends = (count: number) => ({ ModifyTrafficMirrorSession: count });
const reads = (count: number) => ({ DescribeTrafficMirrorSessions: count });

describe('a change with ifVersion', () => {
  const refusal = [{ code: 'COORDINATION_UNAVAILABLE', retryable: true, field: ['input', 'ifVersion'] }];

  test('is read and compared after the lease was granted, and sent', async () => {
    const { modify, version, seen } = await setUp({ taken: ['taken', 'taken'] });
    const { codes, calls } = await modify({ ifVersion: await version() });
    expect([codes, calls]).toEqual([[], { ...reads(1), ...sends(1) }]);
    expect(seen).toEqual({ asked: [sessionId, sessionId, sessionId], released: 1 });
  });

  test('is refused without asking EC2 while the store is down', async () => {
    const { modify, version, seen } = await setUp({ isAvailable: false });
    const { userErrors, calls } = await modify({ ifVersion: await version() });
    expect([userErrors, calls, seen.asked]).toEqual([refusal, {}, []]);
  });

  test('is refused without asking EC2 when the store does not answer', async () => {
    const { modify, version } = await setUp({ taken: ['taken', 'unavailable'] });
    const { userErrors, calls } = await modify({ ifVersion: await version() });
    expect([userErrors, calls]).toEqual([refusal, {}]);
  });

  test.each<Kept>(['lost', 'unavailable'])('is not sent when the lease is %s before that', async (state) => {
    const { modify, version, seen } = await setUp({ kept: [state] });
    const { userErrors, calls } = await modify({ ifVersion: await version() });
    expect([userErrors, calls, seen.released]).toEqual([refusal, reads(1), 1]);
  });

  test('is not sent again when the lease is lost after a lost answer, and then its outcome is found out', async () => {
    const { gateway, modify, version } = await setUp({ kept: ['held', 'lost'] });
    const ifVersion = await version();
    gateway.emulator.faults('ModifyTrafficMirrorSession', [{ reset: 'after' }]);
    const { codes, calls, rest } = await modify({ ifVersion });
    expect([codes, calls]).toEqual([[], { ...reads(2), ...sends(1) }]);
    expect(rest).toEqual({ trafficMirrorSession: { description: 'leased' } });
  });

  test('is still not sent again when that is not found out', async () => {
    const { gateway, modify, version } = await setUp({ kept: ['held', 'lost'] });
    const ifVersion = await version();
    gateway.emulator.faults('ModifyTrafficMirrorSession', [{ reset: 'before' }]);
    const { codes, calls } = await modify({ ifVersion });
    expect([codes, calls]).toEqual([['OUTCOME_UNKNOWN'], { ...reads(4), ...sends(1) }]);
  });

  test('is only asked about with a dry run, which needs no lease', async () => {
    const { modify, version, seen } = await setUp({ isAvailable: false });
    const { codes } = await modify({ ifVersion: await version(), dryRun: true }, 'dryRun { verdict }');
    expect([codes, seen.asked]).toEqual([[], []]);
  });
});

describe('a change without ifVersion', () => {
  test('is made while the store is down', async () => {
    const { modify } = await setUp({ isAvailable: false, taken: ['unavailable'] });
    const { codes, calls } = await modify({});
    expect([codes, calls]).toEqual([[], sends(1)]);
  });

  test('is made when the lease cannot be extended', async () => {
    const { modify } = await setUp({ kept: ['unavailable'] });
    const { codes, calls } = await modify({});
    expect([codes, calls]).toEqual([[], sends(1)]);
  });

  test('begins again when the lease is lost, and reads again what it depends on', async () => {
    const { modify, seen } = await setUp({ kept: ['lost'] });
    const { codes, calls, rest } = await modify({}, 'changes { field after }');
    expect([codes, calls]).toEqual([[], { ...reads(2), ...sends(1) }]);
    expect(rest).toEqual({ changes: [{ field: 'description', after: 'leased' }] });
    expect(seen).toEqual({ asked: [sessionId, sessionId], released: 2 });
  });

  test('is told to come back when others have the lease until its time is up', async () => {
    const { modify, seen } = await setUp(
      { taken: Array(1_000).fill('taken') },
      { LIMITS: 'mutationMs=1000' },
    );
    const { userErrors, calls } = await modify({});
    expect([userErrors, calls]).toEqual([[{ code: 'THROTTLED', retryable: true, field: null }], {}]);
    expect(seen.released).toBe(0);
  });
});

test('a create needs no lease, and a rule takes that of its filter', async () => {
  const { gateway, seen } = await setUp({});
  await gateway.query('mutation { createTrafficMirrorFilter(input: {}) { userErrors { code } } }');
  expect(seen.asked).toEqual([]);
  await gateway.query(`mutation { createTrafficMirrorFilterRule(input: { trafficMirrorFilterId: "tmf-0c3d4e5f6a7b80001",
    trafficDirection: INGRESS, ruleNumber: 4000, ruleAction: ACCEPT, sourceCidrBlock: "10.0.0.0/8", destinationCidrBlock: "10.0.0.0/8"
  }) { userErrors { code } } }`);
  expect(seen.asked).toEqual(['tmf-0c3d4e5f6a7b80001']);
});

test('of a change of tags, each call has a lease on all of its resources', async () => {
  const { gateway, seen } = await setUp({});
  await gateway.query(`mutation { tagTrafficMirrorResources(input: { resourceIds: ["${sessionId}", "tmf-0c3d4e5f6a7b80001"],
    add: [{ key: "a", value: "b" }], removeKeys: ["c"] }) { userErrors { code } } }`);
  expect(seen).toEqual({ asked: Array(2).fill(`${sessionId},tmf-0c3d4e5f6a7b80001`), released: 2 });
});

test('a change of tags is not sent again to find out its outcome when the lease is lost', async () => {
  const { gateway } = await setUp({ kept: ['held', 'held', 'held', 'lost', 'lost', 'lost'] });
  gateway.emulator.faults('CreateTags', [{ times: 10, reset: 'after' }]);
  const { tagTrafficMirrorResources } = await gateway.query<{
    tagTrafficMirrorResources: { userErrors: { code: string }[] };
  }>(`mutation { tagTrafficMirrorResources(input: { resourceIds: ["${sessionId}"], add: [{ key: "a", value: "b" }] }) {
    userErrors { code } } }`);
  expect(tagTrafficMirrorResources.userErrors).toEqual([{ code: 'OUTCOME_UNKNOWN' }]);
  // The attempts of one call.
  expect(gateway.ec2Calls()).toEqual({ CreateTags: 3 });
});
