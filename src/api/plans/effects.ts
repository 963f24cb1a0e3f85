/** What planned changes do to the facts that findings rest on. */
import type { EstateFacts } from '../../ec2/estate/drafts.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { EstateChange, Touched } from '../findings/delta.ts';
import type { Earlier, PlannedSession } from './earlier.ts';

/** What one change does. */
export interface PlannedEffect {
  readonly touched: Touched;
  readonly change: (facts: EstateFacts) => EstateChange;
}

/** Stands for the id of a session that a plan would create. */
export const newSession = 'the new session';

/** For changes that no finding depends on. */
export const noEffect: PlannedEffect = { touched: {}, change: () => ({}) };

/** A session that is created, modified or deleted. @param before undefined: there is none. @param after null: it is deleted. */
export function effectOnSession(
  before: TrafficMirrorSessionRecord | undefined,
  after: PlannedSession | null,
): PlannedEffect {
  const both = [before, after];
  const idsOf = (property: 'networkInterfaceId' | 'trafficMirrorTargetId' | 'trafficMirrorFilterId') => [
    ...new Set(both.flatMap((session) => session?.[property] ?? [])),
  ];
  return {
    touched: {
      networkInterfaceIds: idsOf('networkInterfaceId'),
      targetIds: idsOf('trafficMirrorTargetId'),
      filterIds: idsOf('trafficMirrorFilterId'),
    },
    change: () => ({
      sessions:
        after === null ? { drop: [before?.trafficMirrorSessionId ?? ''] } : { put: [toRecord(after)] },
    }),
  };
}

/** What earlier changes in the account and Region leave. */
export function earlierChange(earlier: Earlier, scope: Ec2Scope): EstateChange {
  const prefix = `${scope.accountId}/${scope.region}/`;
  const here = [...earlier].filter(([key]) => key.startsWith(prefix));
  return {
    sessions: {
      put: here.flatMap(([, session]) => (session === null ? [] : [toRecord(session)])),
      drop: here.flatMap(([key, session]) => (session === null ? [key.slice(prefix.length)] : [])),
    },
  };
}

const toRecord = (session: PlannedSession): TrafficMirrorSessionRecord => ({
  __typename: 'TrafficMirrorSession',
  ownerId: session.scope.accountId,
  networkInterfaceId: undefined,
  trafficMirrorTargetId: undefined,
  trafficMirrorFilterId: undefined,
  packetLength: undefined,
  sessionNumber: undefined,
  virtualNetworkId: undefined,
  description: undefined,
  tags: [],
  ...session,
});
