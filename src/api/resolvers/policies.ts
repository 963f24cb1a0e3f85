/** Resolvers of policies: reads alone. */
import { toNetworkInterface } from '../../ec2/networkInterfaces.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import type { TrafficMirrorPolicyMode } from '../../generated/types.ts';
import { planHashOf } from '../../policies/planHash.ts';
import { countListed } from '../coverageGroups.ts';
import { toScopeError } from '../errors.ts';
import { askFile, policiesOf, readOrphans } from '../policies/asked.ts';
import { blocksOf } from '../policies/blocks.ts';
import { deltaOfPlans } from '../policies/delta.ts';
import { entriesIn, listSources, standingsOf } from '../policies/entries.ts';
import { firstOf, maxShown, readPlans, stepsOf } from '../policies/plans.ts';
import {
  adoptableIn,
  adoptedChanges,
  changesOf,
  sessionOf,
  sessionsIn,
  sourceOf,
} from '../policies/steps.ts';

const modes = {
  observe: 'OBSERVE',
  apply: 'APPLY',
  retire: 'RETIRE',
} as const satisfies Record<string, TrafficMirrorPolicyMode>;

export const policies = {
  Query: {
    trafficMirrorPolicies: (_, { scope }, context) => askFile(context, scope),
    trafficMirrorPolicy: async (_, { name, scope }, context) => {
      const asked = await askFile(context, scope);
      return asked && (policiesOf(asked).find(({ policy }) => policy.name === name) ?? null);
    },
  },
  TrafficMirrorPolicyFile: {
    owner: ({ file }) => file.owner,
    revision: ({ file }) => file.revision,
    loadedAt: ({ file }) => file.loadedAt,
    problems: ({ file }) => file.problems,
    policies: policiesOf,
    orphans: async (asked, _, context) => (await readOrphans(context, asked)).slice(0, maxShown),
  },
  TrafficMirrorPolicy: {
    name: ({ policy }) => policy.name,
    mode: ({ policy }) => modes[policy.mode],
    sessionNumber: ({ policy }) => policy.mirror.number,
    coverage: async (asked, _, context) => {
      const { plans, failures } = await readPlans(context, asked);
      const counted = plans.flatMap(entriesIn);
      return failures.length > 0 ? null : countListed({ counted, isOfPolicy: true });
    },
    sources: (asked, list, context) => listSources(context, asked, list),
    leftovers: async (asked, _, context) =>
      firstOf(await readPlans(context, asked), (one) => sessionsIn(one, one.plan.leftoverIds)),
    adoptable: async (asked, _, context) => firstOf(await readPlans(context, asked), adoptableIn),
    plan: (asked, _, context) => readPlans(context, asked),
  },
  TrafficMirrorAdoptableSession: {
    trafficMirrorSession: ({ session }) => session,
    networkInterface: ({ scope, networkInterfaceId }) => toNetworkInterface(scope, networkInterfaceId),
    changes: adoptedChanges,
  },
  TrafficMirrorPolicyPlan: {
    hash: ({ file, plans }) =>
      planHashOf(
        file.owner,
        plans.map(({ plan }) => plan),
      ),
    createCount: (plans) => stepsOf(plans, 'CREATE').length,
    modifyCount: (plans) => stepsOf(plans, 'MODIFY').length,
    deleteCount: (plans) => stepsOf(plans, 'DELETE').length,
    steps: (plans) => firstOf(plans, (one) => one.plan.steps.map((step) => ({ in: one, step }))),
    findings: (plans, _, context) => deltaOfPlans(context, plans),
    blockedBy: (plans, _, context) => blocksOf(context, plans),
    scopeErrors: ({ failures }) => failures.map(toScopeError),
  },
  TrafficMirrorPolicyStep: {
    kind: ({ step }) => step.kind,
    reason: ({ step }) => step.reason,
    message: ({ step }) => step.message,
    networkInterface: sourceOf,
    trafficMirrorSession: sessionOf,
    changes: changesOf,
  },
  NetworkInterface: {
    trafficMirrorPolicyCoverage: (networkInterface, _, context) => standingsOf(context, networkInterface),
  },
} satisfies Resolvers;
