/** Plans for targets. */
import type {
  CreateTrafficMirrorTargetInput,
  DeleteTrafficMirrorTargetInput,
} from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import type { Origin } from '../mutations/inputs.ts';
import { targetCreation, targetDeletion } from '../mutations/targets.ts';
import { noEffect } from './effects.ts';
import { plan } from './plan.ts';
import { plannedCreation, plannedDeletion } from './planned.ts';

const properties = [
  'networkInterfaceId',
  'networkLoadBalancerArn',
  'gatewayLoadBalancerEndpointId',
  'description',
] as const;

/** Findings are about targets that sessions use: a new one has none, and one that has some cannot be deleted. */
const effect = () => noEffect;

export const planCreateTarget = (context: GatewayContext, origin: Origin<CreateTrafficMirrorTargetInput>) =>
  plan(context, origin, plannedCreation(context, origin, targetCreation, { properties, effect }));

export const planDeleteTarget = (context: GatewayContext, origin: Origin<DeleteTrafficMirrorTargetInput>) =>
  plan(context, origin, plannedDeletion(context, origin, targetDeletion, { properties, effect }));
