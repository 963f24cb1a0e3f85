/** Where an interface stands that a policy wants mirrored and that has no session of the policy. */
import type { Policy } from '../config/policies.ts';
import { eligibilityOf } from '../mirroring/eligibility.ts';
import type { EligibilityReason } from '../mirroring/sourceReasons.ts';
import { vniIn } from './differs.ts';
import { isMarked } from './ownership.ts';
import type { Because, PolicyReason } from './reasons.ts';
import { runs } from './select.ts';
import type { SnapshotSession } from './snapshot.ts';
import type { Source } from './sources.ts';

export interface Unmirrored {
  readonly state: 'MISSING' | 'IMPOSSIBLE' | 'EXCLUDED';
  readonly because: Because;
  readonly reasons: readonly EligibilityReason[];
}

const standing = (
  state: Unmirrored['state'],
  reason: PolicyReason,
  message: string,
  reasons: readonly EligibilityReason[] = [],
): Unmirrored => ({ state, because: { reason, message }, reasons });

export const notRunning = (): Unmirrored =>
  standing('EXCLUDED', 'NOT_RUNNING', 'Its instance does not run, or it is attached to none.');

export const leftOut = (): Unmirrored => standing('EXCLUDED', 'LEFT_OUT', 'The policy leaves it out.');

/**
 * Why no session can be created there, if there were a target.
 *
 * @param adoptable the session that the policy could take over.
 * @returns undefined when nothing speaks against it.
 */
export function obstacleTo(
  { mirror }: Pick<Policy, 'mirror'>,
  { networkInterface, instance, sessions, isTarget }: Source,
  adoptable: SnapshotSession | undefined,
): Unmirrored | undefined {
  if (!runs(networkInterface, instance)) return notRunning();
  if (adoptable !== undefined) {
    const id = adoptable.trafficMirrorSessionId;
    return standing(
      'MISSING',
      'ADOPTABLE',
      `Session ${id} already mirrors it to a target of the policy: adopt it, or delete it. A second session would get only what it leaves.`,
    );
  }
  const sessionNumbers = sessions.map(({ sessionNumber }) => sessionNumber);
  const { instanceType } = instance ?? {};
  const { eligible, reasonDetails } = eligibilityOf({
    ...networkInterface,
    instanceType,
    isOwned: true,
    isTarget,
    sessionNumbers,
  });
  // What may be possible is tried: EC2 knows better.
  if (eligible === false) {
    const why = reasonDetails.map(({ message }) => message).join('; ');
    return standing('IMPOSSIBLE', 'INELIGIBLE', `It cannot be mirrored: ${why}.`, reasonDetails);
  }
  const taken = takenBy(sessions, mirror.number);
  if (taken !== undefined) return standing('IMPOSSIBLE', 'NUMBER_TAKEN', numberTaken(taken));
  if (vniIn(mirror, networkInterface.vpcId) === null)
    return standing('IMPOSSIBLE', 'NO_VNI', `The policy has no VXLAN ID for ${networkInterface.vpcId}.`);
  return undefined;
}

export const takenBy = (sessions: readonly SnapshotSession[], number: number): SnapshotSession | undefined =>
  sessions.find(({ sessionNumber }) => sessionNumber === number);

export const numberTaken = ({ trafficMirrorSessionId, sessionNumber }: SnapshotSession): string =>
  `Session ${trafficMirrorSessionId}, which the policy does not own, has session number ${sessionNumber}.`;

/** @param problem why it is not known which filter. */
export const noFilter = (problem: string): Unmirrored => standing('IMPOSSIBLE', 'NO_FILTER', problem);

export const noTarget = (why: 'NO_TARGET' | 'NO_CAPACITY'): Unmirrored =>
  standing('IMPOSSIBLE', why, whyNoTarget[why]);

export const whyNoTarget: Readonly<Record<'NO_TARGET' | 'NO_CAPACITY', string>> = {
  NO_TARGET: 'No target of the policy is approved, exists, works and is in its zone.',
  NO_CAPACITY: 'No target of the policy that it may use has room.',
};

/**
 * The session that the policy could take over: it is the account's, the gateway has no mark on it, it sends to a target of the policy, and
 * its number is the policy's or can become it. The one with the policy's number, else the first.
 */
export function adoptableOf(
  { mirror }: Pick<Policy, 'mirror'>,
  sessions: readonly SnapshotSession[],
  accountId: string,
  isUsable: (trafficMirrorTargetId: string) => boolean,
): SnapshotSession | undefined {
  const free = sessions.filter(
    (session) =>
      session.ownerId === accountId &&
      !isMarked(session) &&
      session.trafficMirrorTargetId !== undefined &&
      isUsable(session.trafficMirrorTargetId),
  );
  const taken = takenBy(sessions, mirror.number);
  if (taken !== undefined) return free.includes(taken) ? taken : undefined;
  return free[0];
}
