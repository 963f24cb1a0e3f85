/** Finds sessions that EC2 accepts but that cannot work as intended. */
import { type Estate, isEmpty, type Session } from './estate.ts';
import { groupBy } from './groupBy.ts';

/** @returns the problems by the id of the session. Sessions without problems are left out. */
export function findProblems({ sessions, targets, filters }: Estate): ReadonlyMap<string, readonly string[]> {
  const keyOf = ({ trafficMirrorTargetId, virtualNetworkId }: Session) =>
    `${trafficMirrorTargetId} ${virtualNetworkId}`;
  const byTargetAndVni = groupBy(sessions, keyOf);
  const found = new Map<string, readonly string[]>();
  for (const session of sessions) {
    const { trafficMirrorTargetId, trafficMirrorFilterId, virtualNetworkId } = session;
    const filter = filters.get(trafficMirrorFilterId ?? '');
    const other = byTargetAndVni.get(keyOf(session))?.find(({ id }) => id !== session.id);
    const problems = [
      !targets.has(trafficMirrorTargetId ?? '') &&
        'The target was not found, so mirrored packets are not delivered.',
      filter === undefined && 'The filter was not found.',
      filter && isEmpty(filter) && 'The filter has no rules, so nothing is mirrored.',
      virtualNetworkId !== null &&
        other &&
        `Session ${other.trafficMirrorSessionId} sends to the same target with the same VNI, ${virtualNetworkId}. The target cannot tell the two apart.`,
    ].filter((problem) => typeof problem === 'string');
    if (problems.length > 0) found.set(session.id, problems);
  }
  return found;
}
