/** What the steps of a policy would do to the findings. */
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import { sessionsAfter } from '../../policies/applied.ts';
import type { GatewayContext } from '../context.ts';
import { type EstateChange, type FindingsDelta, readDelta } from '../findings/delta.ts';
import type { PlanIn } from './places.ts';
import type { PlansOfPolicy } from './plans.ts';

/** @throws Ec2Failure when there is nothing to judge. */
export async function deltaOfPlans(
  context: GatewayContext,
  { plans }: PlansOfPolicy,
): Promise<FindingsDelta> {
  const parts: FindingsDelta[] = [];
  for (const one of plans) parts.push(await deltaOf(context, one));
  return {
    added: parts.flatMap(({ added }) => added),
    resolved: parts.flatMap(({ resolved }) => resolved),
    unchecked: parts.flatMap(({ unchecked }) => unchecked),
  };
}

function deltaOf(context: GatewayContext, { scope, owner, plan, reading }: PlanIn): Promise<FindingsDelta> {
  const { put, drop } = sessionsAfter(reading.sessions, { ...plan, owner }, plan.steps);
  const touched = {
    networkInterfaceIds: distinct(plan.steps.map(({ networkInterfaceId }) => networkInterfaceId)),
    targetIds: distinct(put.flatMap(({ trafficMirrorTargetId }) => trafficMirrorTargetId ?? [])),
    filterIds: distinct(put.flatMap(({ trafficMirrorFilterId }) => trafficMirrorFilterId ?? [])),
  };
  const records = put.map(
    (session): TrafficMirrorSessionRecord => ({
      __typename: 'TrafficMirrorSession',
      scope,
      description: undefined,
      ...session,
    }),
  );
  const change: EstateChange = { sessions: { put: records, drop } };
  return readDelta(context, { scope, touched, earlier: {}, change: () => change });
}

const distinct = (ids: readonly string[]) => [...new Set(ids)];
