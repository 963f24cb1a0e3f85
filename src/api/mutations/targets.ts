/** Creates and deletes targets. */
import * as z from 'zod';
import { createTrafficMirrorTarget, deleteTrafficMirrorTarget } from '../../ec2/changes/targets.ts';
import type { NewTarget, TrafficMirrorTargetRecord } from '../../ec2/targets.ts';
import type {
  CreateTrafficMirrorTargetInput,
  DeleteTrafficMirrorTargetInput,
} from '../../generated/types.ts';
import { loadBalancerArn, notLoadBalancerArn } from '../../mirroring/loadBalancers.ts';
import type { GatewayContext } from '../context.ts';
import { parseLoadBalancer } from '../ids.ts';
import type { Problem } from '../userErrors.ts';
import { refuseEndpoint } from './approval.ts';
import { type Creation, createOne } from './creation.ts';
import { type Deletion, deleteOne } from './deletion.ts';
import { idempotencyKey, named, tags, text } from './fields.ts';
import { checkInput, originOf } from './inputs.ts';
import { targetSubject } from './subjects.ts';

const endpointFields = [
  'networkInterfaceId',
  'networkLoadBalancerArn',
  'gatewayLoadBalancerEndpointId',
] as const;

const schema = z.object({
  networkInterfaceId: named('NetworkInterface').optional(),
  networkLoadBalancerArn: z.string().regex(loadBalancerArn, notLoadBalancerArn).optional(),
  gatewayLoadBalancerEndpointId: named('VpcEndpoint').optional(),
  description: text.optional(),
  tags: tags.default([]),
  idempotencyKey: idempotencyKey.optional(),
});

export const targetCreation: Creation<CreateTrafficMirrorTargetInput, NewTarget, TrafficMirrorTargetRecord> =
  {
    action: 'CreateTrafficMirrorTarget',
    check: (context, origin) =>
      checkInput(context, origin, {
        schema,
        subject: endpointOf(origin.input),
        crossChecks: exactlyOneDestination,
      }),
    refuse: (context, _, { networkInterfaceId, networkLoadBalancerArn, gatewayLoadBalancerEndpointId }) =>
      refuseEndpoint(context, { networkInterfaceId, networkLoadBalancerArn, gatewayLoadBalancerEndpointId }),
    create: createTrafficMirrorTarget,
  };

export async function createTarget(context: GatewayContext, input: CreateTrafficMirrorTargetInput) {
  const { value, ...result } = await createOne(context, originOf(input), targetCreation);
  return { ...result, trafficMirrorTarget: value };
}

function endpointOf({
  networkLoadBalancerArn,
  gatewayLoadBalancerEndpointId,
}: CreateTrafficMirrorTargetInput) {
  if (networkLoadBalancerArn) return ['networkLoadBalancerArn', parseLoadBalancer] as const;
  if (gatewayLoadBalancerEndpointId) return ['gatewayLoadBalancerEndpointId', 'VpcEndpoint'] as const;
  return ['networkInterfaceId', 'NetworkInterface'] as const;
}

function* exactlyOneDestination(given: CreateTrafficMirrorTargetInput): Generator<Problem> {
  const named = endpointFields.filter((field) => given[field] !== undefined);
  if (named.length === 1) return;
  const message = `give exactly one of ${endpointFields.join(', ')}, not ${named.length}`;
  yield {
    code: 'INVALID_INPUT',
    field: named.length === 0 ? [] : [named[1] ?? named[0]],
    message,
  } as Problem;
}

export const targetDeletion = {
  action: 'DeleteTrafficMirrorTarget',
  of: targetSubject,
  remove: deleteTrafficMirrorTarget,
  usedBy: 'sessionsByTarget',
} satisfies Deletion<'trafficMirrorTargetId', TrafficMirrorTargetRecord>;

export async function deleteTarget(context: GatewayContext, input: DeleteTrafficMirrorTargetInput) {
  const { value, ...result } = await deleteOne(context, originOf(input), targetDeletion);
  return { ...result, deletedTrafficMirrorTargetId: value };
}
