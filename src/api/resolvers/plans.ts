/** Resolvers of plans. */
import { toNetworkInterface } from '../../ec2/networkInterfaces.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import type { GatewayContext } from '../context.ts';
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
import { planTags } from '../plans/tags.ts';
import { planCreateTarget, planDeleteTarget } from '../plans/targets.ts';

/** Names what a plan is about as the schema does. */
const withSessions = <Session, Planned extends { readonly current: Session | null }>(
  plans: readonly Planned[] | undefined,
) => plans?.map((planned) => ({ ...planned, trafficMirrorSession: planned.current }));

const filterOf = (
  { wanted }: RuleCreationPlan | SessionCreationPlan,
  _: object,
  { loaders }: GatewayContext,
) => (wanted === undefined ? null : loaders(wanted.scope).filters.load(wanted.trafficMirrorFilterId));

export const plans = {
  Query: {
    planCreateTrafficMirrorSession: (_, { input }, context) => {
      const origin = originOf(input);
      return plan(context, origin, plannedSessionCreation(context, origin));
    },
    planTrafficMirrorSession: async (_, { input }, context) => {
      const origin = originOf(input);
      const planned = await plan(context, origin, plannedSessionModification(context, origin));
      return { ...planned, trafficMirrorSession: planned.current };
    },
    planDeleteTrafficMirrorSession: async (_, { input }, context) => {
      const origin = originOf(input);
      const planned = await plan(context, origin, plannedSessionDeletion(context, origin));
      return { ...planned, trafficMirrorSession: planned.current };
    },
    planCreateTrafficMirrorTarget: (_, { input }, context) => planCreateTarget(context, originOf(input)),
    planDeleteTrafficMirrorTarget: async (_, { input }, context) => {
      const planned = await planDeleteTarget(context, originOf(input));
      return { ...planned, trafficMirrorTarget: planned.current };
    },
    planCreateTrafficMirrorFilter: (_, { input }, context) => planCreateFilter(context, originOf(input)),
    planModifyTrafficMirrorFilterNetworkServices: async (_, { input }, context) => {
      const planned = await planNetworkServices(context, originOf(input));
      return { ...planned, trafficMirrorFilter: planned.current };
    },
    planDeleteTrafficMirrorFilter: async (_, { input }, context) => {
      const planned = await planDeleteFilter(context, originOf(input));
      return { ...planned, trafficMirrorFilter: planned.current };
    },
    planCreateTrafficMirrorFilterRule: (_, { input }, context) =>
      planCreateFilterRule(context, originOf(input)),
    planModifyTrafficMirrorFilterRule: async (_, { input }, context) => {
      const planned = await planModifyFilterRule(context, originOf(input));
      return { ...planned, trafficMirrorFilterRule: planned.current };
    },
    planDeleteTrafficMirrorFilterRule: async (_, { input }, context) => {
      const planned = await planDeleteFilterRule(context, originOf(input));
      return { ...planned, trafficMirrorFilterRule: planned.current };
    },
    planTagTrafficMirrorResources: (_, { input }, context) => planTags(context, originOf(input)),
    planCreateTrafficMirrorSessions: (_, { input: { creations: items, onError } }, context) =>
      planEach(context, { field: 'creations', items, onError }, (origin, name) =>
        plannedSessionCreation(context, origin, name),
      ),
    planModifyTrafficMirrorSessions: async (_, { input: { modifications: items, onError } }, context) => {
      const all = await planEach(context, { field: 'modifications', items, onError }, (origin) =>
        plannedSessionModification(context, origin),
      );
      return { ...all, plans: withSessions(all.plans) };
    },
    planDeleteTrafficMirrorSessions: async (_, { input: { deletions: items, onError } }, context) => {
      const all = await planEach(context, { field: 'deletions', items, onError }, (origin) =>
        plannedSessionDeletion(context, origin),
      );
      return { ...all, plans: withSessions(all.plans) };
    },
  },
  CreateTrafficMirrorSessionPlan: {
    networkInterface: ({ wanted }) => wanted && toNetworkInterface(wanted.scope, wanted.networkInterfaceId),
    target: ({ wanted }, _, { loaders }) =>
      wanted === undefined ? null : loaders(wanted.scope).targets.load(wanted.trafficMirrorTargetId),
    filter: filterOf,
  },
  CreateTrafficMirrorFilterRulePlan: { filter: filterOf },
} satisfies Resolvers;
