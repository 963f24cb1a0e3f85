/** Changes whose answer from EC2 was lost: callers are not told that they failed, nor, without proof, that they succeeded. */
import {
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../src/emulator/server.ts';
import { sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { mutate } from '../support/mutations.ts';
import { planFor } from '../support/plans.ts';

type Fault = Parameters<Emulator['faults']>[1][number];

let gateway: TestGateway;

test('a create that was made is never THROTTLED, even if others use up the budget', async () => {
  gateway = await startTestGateway({ env: { EC2_BUDGET_PERCENT: '90' } });
  const lost = 13;
  gateway.emulator.faults('CreateTrafficMirrorFilter', [{ reset: 'after', times: lost }]);
  const names = Array.from({ length: 220 }, (_, index) => `filter ${index}`);
  const codes = await Promise.all(
    names.map(async (description) => {
      const { userErrors } = await mutate(gateway, 'createTrafficMirrorFilter', { description });
      return userErrors[0]?.code ?? 'made';
    }),
  );
  const { TrafficMirrorFilters = [] } = await gateway.ec2.send(new DescribeTrafficMirrorFiltersCommand({}));
  const count = (name: string) =>
    TrafficMirrorFilters.filter(({ Description }) => Description === name).length;
  const seen = names.map((name, index) => ({ name, code: codes[index], there: count(name) }));
  expect(seen.filter(({ code, there }) => code === 'made' && there !== 1)).toEqual([]);
  expect(seen.filter(({ code, there }) => code === 'THROTTLED' && there !== 0)).toEqual([]);
  expect(seen.filter(({ there }) => there > 1)).toEqual([]);
  // Some must have been turned away, or the test shows nothing.
  expect(codes).toContain('THROTTLED');
});

describe('a delete whose first attempt was lost, and then finds nothing', () => {
  const lostFirst: Fault[] = [{ reset: 'before' }];
  const unknownId = 'tms-0ffffffffffffffff';
  const deletion = `mutation ($input: DeleteTrafficMirrorSessionInput!) {
    deleteTrafficMirrorSession(input: $input) { deletedTrafficMirrorSessionId warnings userErrors { code } } }`;
  const remove = async (id: string) => {
    const { deleteTrafficMirrorSession } = await gateway.query<Record<string, object>>(deletion, {
      input: { trafficMirrorSessionId: id },
    });
    return deleteTrafficMirrorSession;
  };

  test('is no success if the resource never existed', async () => {
    gateway = await startTestGateway();
    gateway.emulator.faults('DeleteTrafficMirrorSession', lostFirst);
    expect(await remove(unknownId)).toEqual({
      deletedTrafficMirrorSessionId: null,
      warnings: [expect.stringMatching(/whether this request deleted it is not known/)],
      userErrors: [{ code: 'NOT_FOUND' }],
    });
  });

  test('is a success if the resource existed before', async () => {
    gateway = await startTestGateway();
    gateway.emulator.faults('DeleteTrafficMirrorSession', [{ reset: 'after' }]);
    expect(await remove(sessionId(1))).toEqual({
      deletedTrafficMirrorSessionId: sessionId(1),
      warnings: [],
      userErrors: [],
    });
    const { TrafficMirrorSessions = [] } = await gateway.ec2.send(
      new DescribeTrafficMirrorSessionsCommand({}),
    );
    expect(TrafficMirrorSessions.map((session) => session.TrafficMirrorSessionId)).not.toContain(
      sessionId(1),
    );
  });

  test('is not reported as made if the resource could not be read before', async () => {
    gateway = await startTestGateway();
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ reset: 'before', times: 3 }]);
    gateway.emulator.faults('DeleteTrafficMirrorSession', [{ reset: 'after' }]);
    expect(await remove(sessionId(1))).toMatchObject({
      deletedTrafficMirrorSessionId: null,
      warnings: [expect.stringMatching(/not known/)],
      userErrors: [{ code: 'NOT_FOUND' }],
    });
  });
});

describe('a plan', () => {
  test('reports a target in use', async () => {
    gateway = await startTestGateway();
    const plan = await planFor(gateway, 'deleteTrafficMirrorTarget', { trafficMirrorTargetId: targetId(1) });
    expect(plan.dryRun).toMatchObject({ verdict: 'PERMITTED' });
    expect(plan.userErrors).toEqual([
      expect.objectContaining({
        code: 'IN_USE',
        field: ['input', 'trafficMirrorTargetId'],
        message: expect.stringMatching(/sessions use it: tms-/),
        blockedBy: expect.arrayContaining([{ trafficMirrorSessionId: expect.any(String) }]),
      }),
    ]);
  });

  test('of deleting a resource that does not exist is NOT_FOUND', async () => {
    gateway = await startTestGateway();
    const plan = await planFor(gateway, 'deleteTrafficMirrorSession', {
      trafficMirrorSessionId: 'tms-0ffffffffffffffff',
    });
    expect(plan).toMatchObject({ dryRun: null, changes: [], userErrors: [{ code: 'NOT_FOUND' }] });
  });
});
