/** Random properties of sessions, of few values, so that sessions often collide. */
import type { EstateFacts } from '../../../src/ec2/estate/drafts.ts';
import type { TrafficMirrorSessionRecord } from '../../../src/ec2/sessions.ts';
import type { Random } from '../../ledger/random.ts';
import { isSpecial, prefer } from './change.ts';

/** Lengths that hold no header, all of a packet, and what lies between. */
export const lengths = [20, 34, 35, 54, 55, 1_000, 8_446, 8_447, 8_500];
export const numbers = [1, 2, 3, 4, 100];

/** Often the target of another session of the source. */
export const targetIdOf = ({ targets, sessions }: EstateFacts, random: Random, sourceId = '') => {
  const siblings = sessions.where('networkInterfaceId', sourceId);
  return siblings.length > 0 && random.chance(0.3)
    ? random.pick(siblings).trafficMirrorTargetId
    : prefer(random, targets.all(), isSpecial).trafficMirrorTargetId;
};
export const filterIdOf = ({ filters }: EstateFacts, random: Random) =>
  prefer(random, filters.all(), isSpecial).trafficMirrorFilterId;

/** Few numbers, so that copies get mixed up. */
export const vniOf = (random: Random) => 1_000_000 + random.below(2);

/** EC2 sets a length where there is none only at Network Load Balancers (guide, "Create a traffic mirror session"). */
export function withLength(
  facts: EstateFacts,
  session: TrafficMirrorSessionRecord,
): TrafficMirrorSessionRecord {
  const target = facts.targets.of(session.trafficMirrorTargetId ?? '');
  const isWhole = session.packetLength === undefined && target?.networkLoadBalancerArn !== undefined;
  return isWhole ? { ...session, packetLength: 8_500 } : session;
}

export const touchedBy = (...sessions: TrafficMirrorSessionRecord[]) => ({
  networkInterfaceIds: sessions.flatMap((one) => one.networkInterfaceId ?? []),
  targetIds: sessions.flatMap((one) => one.trafficMirrorTargetId ?? []),
  filterIds: sessions.flatMap((one) => one.trafficMirrorFilterId ?? []),
});

/** One that shows a fault, or uses what does. */
export function pickSession(facts: EstateFacts, random: Random): TrafficMirrorSessionRecord | undefined {
  const { sessions, targets, filters } = facts;
  if (sessions.all().length === 0) return undefined;
  const special = new Set([
    ...targets.all().flatMap((one) => (isSpecial(one) ? one.trafficMirrorTargetId : [])),
    ...filters.all().flatMap((one) => (isSpecial(one) ? one.trafficMirrorFilterId : [])),
  ]);
  return prefer(
    random,
    sessions.all(),
    (one) =>
      isSpecial(one) ||
      special.has(one.trafficMirrorTargetId ?? '') ||
      special.has(one.trafficMirrorFilterId ?? ''),
  );
}
