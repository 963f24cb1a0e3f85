/** What planned changes do to the facts that findings rest on. */
import type { EstateFacts } from '../../ec2/estate/drafts.ts';
import type { RuleProperties, TrafficMirrorFilterRuleRecord } from '../../ec2/filterRules.ts';
import type { TrafficMirrorFilterRecord } from '../../ec2/filters.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { EstateChange, Touched } from '../findings/delta.ts';
import type { Earlier, PlannedSession } from './earlier.ts';

/** What one change does. */
export interface PlannedEffect {
  readonly touched: Touched;
  readonly change: (facts: EstateFacts) => EstateChange;
}

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

/** A filter whose network services or rules change. One that was not read stays as it is: its rules are unchecked then. */
const effectOnFilter = (
  id: string,
  change: (filter: TrafficMirrorFilterRecord) => TrafficMirrorFilterRecord,
): PlannedEffect => ({
  touched: { filterIds: [id] },
  change: ({ filters }) => ({
    filters: {
      put: filters.known.filter((filter) => filter.trafficMirrorFilterId === id).map(change),
    },
  }),
});

/** A filter that gets other network services. */
export const effectOnServices = (id: string, rawNetworkServices: readonly string[]): PlannedEffect =>
  effectOnFilter(id, (filter) => ({ ...filter, rawNetworkServices }));

/** A filter that is deleted. */
export const effectOfFilterDeletion = (id: string): PlannedEffect => ({
  touched: { filterIds: [id] },
  change: () => ({ filters: { drop: [id] } }),
});

/** A rule that is created, modified or deleted. @param id of an existing one. @param after null: it is deleted. */
export function effectOnRule(
  { scope, trafficMirrorFilterId = '', trafficMirrorFilterRuleId: id = newRule }: RuleReference,
  after: RuleProperties | null,
): PlannedEffect {
  const isOther = (rule: TrafficMirrorFilterRuleRecord) => rule.trafficMirrorFilterRuleId !== id;
  const rule = after && toRule({ scope, trafficMirrorFilterId, trafficMirrorFilterRuleId: id, ...after });
  const changed = (direction: string, rules: readonly TrafficMirrorFilterRuleRecord[]) =>
    [...rules.filter(isOther), ...(rule?.trafficDirection === direction ? [rule] : [])].sort(
      (left, right) => (left.ruleNumber ?? 0) - (right.ruleNumber ?? 0),
    );
  return effectOnFilter(trafficMirrorFilterId, (filter) => ({
    ...filter,
    ingressRules: changed('ingress', filter.ingressRules),
    egressRules: changed('egress', filter.egressRules),
  }));
}

interface RuleReference {
  readonly scope: Ec2Scope;
  readonly trafficMirrorFilterId?: string | undefined;
  /** Undefined: it is new. */
  readonly trafficMirrorFilterRuleId?: string | undefined;
}

/** Stands for the id of what a plan would create. */
export const [newSession, newRule] = ['the new session', 'the new rule'];

const toRule = (
  rule: RuleProperties & Required<RuleReference> & { readonly trafficMirrorFilterRuleId: string },
): TrafficMirrorFilterRuleRecord => ({
  __typename: 'TrafficMirrorFilterRule',
  trafficDirection: undefined,
  ruleNumber: undefined,
  ruleAction: undefined,
  protocol: undefined,
  destinationPortRange: undefined,
  sourcePortRange: undefined,
  destinationCidrBlock: undefined,
  sourceCidrBlock: undefined,
  description: undefined,
  tags: [],
  ...rule,
});
