/** Resolvers of plans. */
import type { TrafficMirrorFilterRuleRecord } from '../../ec2/filterRules.ts';
import type { TrafficMirrorFilterRecord } from '../../ec2/filters.ts';
import { toNetworkInterface } from '../../ec2/networkInterfaces.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { TrafficMirrorTargetRecord } from '../../ec2/targets.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import type { GatewayContext } from '../context.ts';
import { readDelta } from '../findings/delta.ts';
import { originOf } from '../mutations/inputs.ts';
import { planEach } from '../plans/bulk.ts';
import {
  planCreateFilterRule,
  planDeleteFilterRule,
  planModifyFilterRule,
  type RuleCreationPlan,
} from '../plans/filterRules.ts';
import { planCreateFilter, planDeleteFilter, planNetworkServices } from '../plans/filters.ts';
import { plan } from '../plans/plan.ts';
import {
  plannedSessionCreation,
  plannedSessionDeletion,
  plannedSessionModification,
  type SessionCreationPlan,
} from '../plans/sessions.ts';
import type { AnyPlan } from '../plans/shapes.ts';
import { planTags } from '../plans/tags.ts';
import { planCreateTarget, planDeleteTarget } from '../plans/targets.ts';

const filterOf = (
  { wanted }: RuleCreationPlan | SessionCreationPlan,
  _: object,
  { loaders }: GatewayContext,
) => (wanted === undefined ? null : loaders(wanted.scope).filters.load(wanted.trafficMirrorFilterId));

/** What every plan has. It takes many reads, so it is found out only if the query asks for it. */
const common = {
  findings: async ({ effect }: AnyPlan, _: object, context: GatewayContext) =>
    effect === undefined ? null : readDelta(context, await effect()),
};
const current = <Current>(planned: { readonly current: Current | null }) => planned.current;
const ofSession = { ...common, trafficMirrorSession: current<TrafficMirrorSessionRecord> };
const ofTarget = { ...common, trafficMirrorTarget: current<TrafficMirrorTargetRecord> };
const ofFilter = { ...common, trafficMirrorFilter: current<TrafficMirrorFilterRecord> };
const ofRule = { ...common, trafficMirrorFilterRule: current<TrafficMirrorFilterRuleRecord> };

export const plans = {
  Query: {
    planCreateTrafficMirrorSession: (_, { input }, context) => {
      const origin = originOf(input);
      return plan(context, origin, plannedSessionCreation(context, origin));
    },
    planTrafficMirrorSession: (_, { input }, context) => {
      const origin = originOf(input);
      return plan(context, origin, plannedSessionModification(context, origin));
    },
    planDeleteTrafficMirrorSession: (_, { input }, context) => {
      const origin = originOf(input);
      return plan(context, origin, plannedSessionDeletion(context, origin));
    },
    planCreateTrafficMirrorTarget: (_, { input }, context) => planCreateTarget(context, originOf(input)),
    planDeleteTrafficMirrorTarget: (_, { input }, context) => planDeleteTarget(context, originOf(input)),
    planCreateTrafficMirrorFilter: (_, { input }, context) => planCreateFilter(context, originOf(input)),
    planModifyTrafficMirrorFilterNetworkServices: (_, { input }, context) =>
      planNetworkServices(context, originOf(input)),
    planDeleteTrafficMirrorFilter: (_, { input }, context) => planDeleteFilter(context, originOf(input)),
    planCreateTrafficMirrorFilterRule: (_, { input }, context) =>
      planCreateFilterRule(context, originOf(input)),
    planModifyTrafficMirrorFilterRule: (_, { input }, context) =>
      planModifyFilterRule(context, originOf(input)),
    planDeleteTrafficMirrorFilterRule: (_, { input }, context) =>
      planDeleteFilterRule(context, originOf(input)),
    planTagTrafficMirrorResources: (_, { input }, context) => planTags(context, originOf(input)),
    planCreateTrafficMirrorSessions: (_, { input: { creations: items, onError } }, context) =>
      planEach(context, { field: 'creations', items, onError }, (origin, name) =>
        plannedSessionCreation(context, origin, name),
      ),
    planModifyTrafficMirrorSessions: (_, { input: { modifications: items, onError } }, context) =>
      planEach(context, { field: 'modifications', items, onError }, (origin) =>
        plannedSessionModification(context, origin),
      ),
    planDeleteTrafficMirrorSessions: (_, { input: { deletions: items, onError } }, context) =>
      planEach(context, { field: 'deletions', items, onError }, (origin) =>
        plannedSessionDeletion(context, origin),
      ),
  },
  CreateTrafficMirrorSessionPlan: {
    ...common,
    networkInterface: ({ wanted }) => wanted && toNetworkInterface(wanted.scope, wanted.networkInterfaceId),
    target: ({ wanted }, _, { loaders }) =>
      wanted === undefined ? null : loaders(wanted.scope).targets.load(wanted.trafficMirrorTargetId),
    filter: filterOf,
  },
  CreateTrafficMirrorTargetPlan: common,
  CreateTrafficMirrorFilterPlan: common,
  CreateTrafficMirrorFilterRulePlan: { ...common, filter: filterOf },
  TrafficMirrorSessionPlan: ofSession,
  DeleteTrafficMirrorSessionPlan: ofSession,
  DeleteTrafficMirrorTargetPlan: ofTarget,
  ModifyTrafficMirrorFilterNetworkServicesPlan: ofFilter,
  DeleteTrafficMirrorFilterPlan: ofFilter,
  ModifyTrafficMirrorFilterRulePlan: ofRule,
  DeleteTrafficMirrorFilterRulePlan: ofRule,
  TagTrafficMirrorResourcesPlan: common,
} satisfies Resolvers;
