/** Finds sessions that EC2 accepts but that cannot work as intended. */
import { type Estate, isComplete, isEmpty } from './estate.ts';
import { groupBy } from './groupBy.ts';
import type { Session } from './lists.ts';

/** @returns the problems by the id of the session. Sessions without problems are left out. */
export function findProblems(estate: Estate): ReadonlyMap<string, readonly string[]> {
  const { sessions, targets, filters } = estate;
  const findTwin = twinFinder(estate);
  const found = new Map<string, readonly string[]>();
  for (const session of sessions) {
    const { scope, trafficMirrorTargetId, trafficMirrorFilterId, virtualNetworkId } = session;
    const filter = filters.get(trafficMirrorFilterId ?? '');
    const twin = findTwin(session);
    const problems = [
      !targets.has(trafficMirrorTargetId ?? '') &&
        isComplete(estate, scope, 'targets', 'sessions') &&
        'The target was not found, so mirrored packets are not delivered.',
      filter === undefined && isComplete(estate, scope, 'filters', 'sessions') && 'The filter was not found.',
      filter && isEmpty(filter) && 'The filter has no rules, so nothing is mirrored.',
      twin &&
        `Session ${twin.trafficMirrorSessionId} sends to the same target with the same VNI, ${virtualNetworkId}, and the same source address. The target cannot tell the two apart.`,
    ].filter((problem) => typeof problem === 'string');
    if (problems.length > 0) found.set(session.id, problems);
  }
  return found;
}

/**
 * VXLAN's outer source address is the primary address of the source interface, so a target tells sessions with the same VNI apart
 * by it. It is equal for sessions of one interface, and can be equal in VPCs with overlapping address ranges.
 *
 * @returns a function that finds another session whose packets look the same to the target. Where an address is unknown, none.
 */
function twinFinder({ sessions, interfaces }: Estate) {
  const addresses = new Map(interfaces.map((one) => [one.networkInterfaceId, one.privateIpAddress]));
  const keyOf = ({ networkInterfaceId, trafficMirrorTargetId, virtualNetworkId }: Session) => {
    const id = networkInterfaceId ?? '';
    return `${trafficMirrorTargetId} ${virtualNetworkId} ${addresses.get(id) ?? id}`;
  };
  const byKey = groupBy(sessions, keyOf);
  return (session: Session) =>
    session.virtualNetworkId === null
      ? undefined
      : byKey.get(keyOf(session))?.find(({ id }) => id !== session.id);
}
