/** What becomes of the sessions that a policy owns where it wants them: they stay, or they are changed in place. */
import type { Policy } from '../config/policies.ts';
import { differs, vniIn, type Wanted } from './differs.ts';
import type { Draft } from './draft.ts';
import type { PolicyFilter } from './filter.ts';
import type { Placement } from './placement.ts';
import type { Because } from './reasons.ts';
import type { SnapshotSession, SnapshotTarget } from './snapshot.ts';
import type { Source } from './sources.ts';
import { numberTaken, takenBy, whyNoTarget } from './standing.ts';
import { lists, type PolicyTarget } from './targets.ts';

/** What sessions are compared with. */
export interface Comparing {
  readonly policy: Pick<Policy, 'mirror'>;
  readonly accountId: string;
  /** Those that the policy may use, by id. */
  readonly usable: ReadonlyMap<string, PolicyTarget>;
  /** All that are visible, by id. */
  readonly visible: ReadonlyMap<string, SnapshotTarget>;
  readonly filter: PolicyFilter;
}

/** A session, and what it should be wherever it sends to. */
interface Kept {
  readonly source: Source;
  readonly session: SnapshotSession;
  readonly wanted: Omit<Wanted, 'moves'>;
  /** Why it cannot stay at its target. */
  readonly must: Because | undefined;
  /** Why another target would be better. */
  readonly should: Because | undefined;
  /** A session that has the policy's number. */
  readonly taken: SnapshotSession | undefined;
}

/** Compares a session on an interface with the policy. */
export function compare(
  { policy: { mirror }, usable, visible, filter }: Comparing,
  source: Source,
  session: SnapshotSession,
): Kept {
  const { trafficMirrorTargetId: id = '' } = session;
  const target = usable.get(id);
  const taken = takenBy(source.sessions, mirror.number);
  const { vpcId, availabilityZoneId = '' } = source.networkInterface;
  const isStrict = mirror.place === 'same-zone' && mirror.otherwise === 'impossible';
  const isElsewhere = isStrict && !(target?.zones?.includes(availabilityZoneId) ?? true);
  return {
    source,
    session,
    wanted: {
      target,
      filterId: filter.id,
      sessionNumber: taken === undefined ? mirror.number : undefined,
      virtualNetworkId: vniIn(mirror, vpcId) ?? undefined,
      packetLength: mirror.packetLength,
    },
    must: target === undefined ? whyNot(id, lists(mirror, id, visible.get(id))) : undefined,
    should: isElsewhere
      ? {
          reason: 'ZONE_DIFFERS',
          message: `Its target ${id} is in another zone, and one of its zone has room.`,
        }
      : undefined,
    taken: taken === session ? undefined : taken,
  };
}

const whyNot = (id: string, isListed: boolean): Because =>
  isListed
    ? {
        reason: 'TARGET_GONE',
        message: `Its target ${id}, or what is behind it, is gone or is not approved.`,
      }
    : { reason: 'TARGET_UNLISTED', message: `Its target ${id} is not one of the policy.` };

/**
 * Plans what becomes of sessions. Those that need another target, or should have one, wait until there is room: what leaves makes room for
 * others, so that the next plan finds nothing to do.
 */
export function mend(draft: Draft, placement: Placement, kept: readonly Kept[]): void {
  for (const one of kept) if ((one.must ?? one.should) === undefined) settle(draft, one, undefined);
  let waiting = kept.filter(({ must, should }) => (must ?? should) !== undefined);
  let wait = waiting.length + 1;
  while (waiting.length < wait) {
    wait = waiting.length;
    waiting = waiting.filter((one) => !moveOne(draft, placement, one));
  }
  for (const one of waiting) stay(draft, placement, one);
}

/** @returns whether there was room. */
function moveOne(draft: Draft, placement: Placement, one: Kept): boolean {
  const { networkInterface } = one.source;
  const found = placement.choose(networkInterface);
  if (typeof found === 'string') return false;
  const { networkInterfaceId } = networkInterface;
  placement.take(networkInterfaceId, found);
  placement.leave(networkInterfaceId, one.session.trafficMirrorTargetId);
  settle(draft, one, found);
  return true;
}

/** There is no room anywhere else. Who needs another target is wrong without a step, whatever else differs. */
function stay(draft: Draft, placement: Placement, one: Kept): void {
  const { must, source } = one;
  if (must === undefined) settle(draft, one, undefined);
  else {
    const why = placement.choose(source.networkInterface);
    const message = typeof why === 'string' ? `${must.message} ${whyNoTarget[why]}` : must.message;
    draft.stand(source, { state: 'WRONG', because: { ...must, message } });
  }
}

/** @param next its next target. Undefined: it stays where it is. */
function settle(draft: Draft, one: Kept, next: PolicyTarget | undefined): void {
  const { source, session, wanted, must, should, taken } = one;
  const moves = next === undefined ? undefined : (must ?? should);
  const difference = differs(session, { ...wanted, target: next ?? wanted.target, moves });
  if (difference !== undefined) {
    const { change, ...because } = difference;
    const { networkInterfaceId } = source.networkInterface;
    const { trafficMirrorSessionId } = session;
    draft.stand(source, { state: 'WRONG', because });
    draft.step({ kind: 'MODIFY', networkInterfaceId, trafficMirrorSessionId, change, ...because });
  } else if (taken === undefined) draft.stand(source, { state: 'MIRRORED', because: null });
  else
    draft.stand(source, { state: 'WRONG', because: { reason: 'NUMBER_TAKEN', message: numberTaken(taken) } });
}

/** What the policy would change of a session that it took over. Undefined: nothing. */
export const changeOf = ({ session, wanted }: Kept) =>
  differs(session, { ...wanted, moves: undefined })?.change;
