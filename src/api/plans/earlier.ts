/** What the changes of a bulk plan leave, for the changes that come after them. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { SessionProperties, TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';

/** A session as a plan would leave it. A new one is called by its place in the input, for example `creations[0]`. */
export interface PlannedSession extends SessionProperties {
  readonly scope: Ec2Scope;
  readonly trafficMirrorSessionId: string;
  readonly networkInterfaceId?: string | undefined;
}

/** By id: the session, or null for one that would be gone. */
export type Earlier = ReadonlyMap<string, PlannedSession | null>;

/** For plans of one change. */
export const nothingEarlier: Earlier = new Map();

/** The key of a session. Sessions of different accounts and Regions are not confused. */
export const keyOf = ({ accountId, region }: Ec2Scope, id: string) => `${accountId}/${region}/${id}`;

/**
 * The sessions that have a value, after the earlier changes.
 *
 * @param found those that have it before them.
 */
export function sessionsAfter(
  earlier: Earlier,
  scope: Ec2Scope,
  property: 'networkInterfaceId' | 'trafficMirrorTargetId',
  value: string,
  found: readonly TrafficMirrorSessionRecord[],
): readonly PlannedSession[] {
  const untouched = found.filter(
    ({ trafficMirrorSessionId }) => !earlier.has(keyOf(scope, trafficMirrorSessionId)),
  );
  const touched = [...earlier.values()].filter(
    (session) => session?.scope === scope && session[property] === value,
  );
  return [...untouched, ...touched.filter((session) => session !== null)];
}
