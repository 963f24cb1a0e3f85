/** What is wrong with sessions although EC2 lets it be. */
import type { Estate, Session } from './estate.ts';
import { groupBy } from './groupBy.ts';

/** @returns what is wrong, by session; a session without problems is not in it. */
export function findProblems({ sessions, targets, filters }: Estate): ReadonlyMap<string, readonly string[]> {
  const keyOf = ({ trafficMirrorTargetId, virtualNetworkId }: Session) =>
    `${trafficMirrorTargetId} ${virtualNetworkId}`;
  const sharing = groupBy(sessions, keyOf);
  const found = new Map<string, readonly string[]>();
  for (const session of sessions) {
    const { trafficMirrorTargetId, trafficMirrorFilterId, virtualNetworkId } = session;
    const filter = filters.get(trafficMirrorFilterId ?? '');
    const rules = (filter?.ingressRules.length ?? 0) + (filter?.egressRules.length ?? 0);
    const rivals = (sharing.get(keyOf(session)) ?? []).filter(({ id }) => id !== session.id);
    const problems = [
      !targets.has(trafficMirrorTargetId ?? '') && 'Its target is missing: the copies go nowhere.',
      filter === undefined && 'Its filter cannot be read.',
      filter &&
        rules === 0 &&
        filter.networkServices.length === 0 &&
        'Its filter is empty: nothing is mirrored.',
      virtualNetworkId !== null &&
        rivals.length > 0 &&
        `VNI ${virtualNetworkId} is also used by ${rivals[0]?.trafficMirrorSessionId} on the same target, which cannot tell them apart.`,
    ].filter((problem) => typeof problem === 'string');
    if (problems.length > 0) found.set(session.id, problems);
  }
  return found;
}
