/** What a replica remembers between passes, what refusals mean, and who works where. */
import { describe, expect, test } from '@jest/globals';
import type { Lease, Leases } from '../../../src/ec2/changes/leasedMutex.ts';
import { Ec2Failure, type FailureKind } from '../../../src/ec2/failure.ts';
import { createMemory } from '../../../src/policies/memory.ts';
import type { PolicyStep, StepKind } from '../../../src/policies/policyPlan.ts';
import { refusalOf } from '../../../src/policies/refusals.ts';
import { byLease, isInShard } from '../../../src/policies/shares.ts';

const because = { reason: 'NOT_YET', message: '' } as const;
const create: PolicyStep = {
  kind: 'CREATE',
  networkInterfaceId: 'eni-1',
  session: {
    networkInterfaceId: 'eni-1',
    trafficMirrorTargetId: 'tmt-1',
    trafficMirrorFilterId: 'tmf-1',
    sessionNumber: 2,
  },
  ...because,
};
const modify: PolicyStep = {
  kind: 'MODIFY',
  networkInterfaceId: 'eni-2',
  trafficMirrorSessionId: 'tms-2',
  change: { trafficMirrorSessionId: 'tms-2', set: {}, removeFields: [] },
  ...because,
};
const minutes = (count: number) => count * 60_000;

describe('the memory', () => {
  test('leaves an interface alone for 5, 10, 20 and at most 60 minutes, until somebody looks', () => {
    let now = 0;
    const memory = createMemory(() => now);
    const waits: number[] = [];
    for (let tries = 0; tries < 9; tries++) {
      memory.refused(create, { code: 'INELIGIBLE', ends: 'interface' });
      const from = now;
      while (memory.waits(create) === 'INELIGIBLE') now += minutes(1);
      waits.push((now - from) / minutes(1));
    }
    expect(waits).toEqual([5, 10, 20, 40, 60, 60, 60, 60, 60]);
    memory.refused(create, { code: 'INELIGIBLE', ends: 'interface' });
    const approved = {};
    memory.forgive(approved);
    expect(memory.waits(create)).toBeUndefined();
    memory.refused(create, { code: 'INELIGIBLE', ends: 'interface' });
    memory.forgive(approved);
    expect(memory.waits(create)).toBe('INELIGIBLE');
    memory.saw({ steps: [] });
    expect(memory.waits(create)).toBeUndefined();
  });

  test('gives a session up for a while that is still wrong after three changes', () => {
    let now = 0;
    const memory = createMemory(() => now);
    for (let times = 0; times < 3; times++) {
      memory.saw({ steps: [modify] });
      expect(memory.waits(modify)).toBeUndefined();
      memory.made(modify);
    }
    memory.saw({ steps: [modify] });
    expect(memory.waits(modify)).toBe('NOT_CONVERGING');
    now += minutes(5);
    expect(memory.waits(modify)).toBeUndefined();
    memory.made(modify);
    memory.made(modify);
    memory.saw({ steps: [] });
    memory.saw({ steps: [modify] });
    memory.made(modify);
    expect(memory.waits(modify)).toBeUndefined();
  });

  test('stops for 15 minutes after five refusals of IAM in a row', () => {
    let now = 0;
    const memory = createMemory(() => now);
    const denied = { code: 'UNAUTHORIZED', ends: 'interface' } as const;
    for (let times = 0; times < 4; times++) memory.refused(create, denied);
    memory.made(modify);
    for (let times = 0; times < 4; times++) memory.refused(create, denied);
    expect(memory.isDenied()).toBe(false);
    memory.refused(create, denied);
    expect(memory.isDenied()).toBe(true);
    now += minutes(15);
    expect(memory.isDenied()).toBe(false);
  });
});

test.each([
  ['CREATE', 'refused', 'TrafficMirrorSourcesPerTargetLimitExceeded', 'NO_CAPACITY', 'target'],
  ['CREATE', 'refused', 'TrafficMirrorSessionsPerInterfaceLimitExceeded', 'INELIGIBLE', 'interface'],
  ['CREATE', 'refused', 'TrafficMirrorSessionLimitExceeded', 'ACCOUNT_QUOTA', 'creates'],
  ['CREATE', 'refused', 'NetworkInterfaceNotSupported', 'INELIGIBLE', 'interface'],
  ['CREATE', 'refused', 'InvalidNetworkInterfaceID.NotFound', 'GONE', 'nothing'],
  ['MODIFY', 'refused', 'InvalidTrafficMirrorSessionId.NotFound', 'GONE', 'nothing'],
  ['CREATE', 'refused', 'InvalidTrafficMirrorTargetId.NotFound', 'TARGET_GONE', 'target'],
  ['MODIFY', 'refused', 'InvalidTrafficMirrorTarget', 'TARGET_GONE', 'target'],
  ['CREATE', 'refused', 'InvalidTrafficMirrorFilterId.NotFound', 'FILTER_GONE', 'policy'],
  ['DELETE', 'refused', 'UnauthorizedOperation', 'UNAUTHORIZED', 'interface'],
  ['CREATE', 'refused', 'RequestLimitExceeded', 'THROTTLED', 'place'],
  ['CREATE', 'refused', 'AuthFailure', 'NOT_ALLOWED', 'place'],
  ['CREATE', 'busy', undefined, 'THROTTLED', 'place'],
  ['CREATE', 'lost', undefined, 'UNKNOWN', 'nothing'],
  ['CREATE', 'unrecorded', undefined, 'AUDIT_UNAVAILABLE', 'place'],
  ['CREATE', 'stopping', undefined, 'STOPPING', 'place'],
  ['CREATE', 'refused', 'Other', 'REFUSED', 'interface'],
] as [StepKind, FailureKind, string | undefined, string, string][])(
  'a %s that is %s with %s is %s and ends %s',
  (step, kind, awsCode, code, ends) => {
    expect(refusalOf(step, new Ec2Failure('', { kind, awsCode, ambiguous: false }))).toEqual({ code, ends });
  },
);

test('a session that is gone already is deleted, and a number that is taken is told by its message', () => {
  const refused = (awsCode: string, message = '') =>
    new Ec2Failure(message, { kind: 'refused', awsCode, ambiguous: false });
  expect(refusalOf('DELETE', refused('InvalidTrafficMirrorSessionId.NotFound'))).toBeUndefined();
  expect(refusalOf('CREATE', refused('InvalidParameterValue', 'it is already being used'))).toMatchObject({
    code: 'NUMBER_TAKEN',
  });
});

describe('replicas', () => {
  const places = Array.from({ length: 10 }, (_, n) => ({
    accountId: `12345678901${n}`,
    region: 'us-east-1',
  }));

  test('with a store each work in their share, and one takes over what another has let go', async () => {
    const taken = new Map<string, object>();
    const leasesOf = (owner: object): Leases => ({
      isAvailable: () => true,
      take: async ({ accountId }) => {
        if (taken.has(accountId)) return 'taken';
        taken.set(accountId, owner);
        const lease: Lease = { keep: async () => 'held', release: () => void taken.delete(accountId) };
        return lease;
      },
    });
    let replicas = 1;
    const create = () => byLease({ leases: leasesOf({}), replicas: () => replicas }, () => places.length);
    const [first, second] = [create(), create()];
    const ours = async (shares: typeof first) => {
      let count = 0;
      for (const place of places) if (await shares.isOurs(place)) count++;
      return count;
    };
    expect(await ours(first)).toBe(10);
    replicas = 2;
    expect([await ours(first), await ours(second)]).toEqual([5, 5]);
    expect([await ours(first), await ours(second)]).toEqual([5, 5]);
    first.release();
    // What nobody else takes at once is taken the next time.
    await ours(second);
    expect(await ours(second)).toBe(10);
  });

  test('with parts of the accounts do everything once', () => {
    for (const place of places)
      expect([1, 2, 3].filter((number) => isInShard(place, { number, of: 3 }))).toHaveLength(1);
  });
});
