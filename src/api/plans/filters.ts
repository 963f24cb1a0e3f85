/** Plans for filters. */
import type { TrafficMirrorFilterRecord } from '../../ec2/filters.ts';
import type {
  CreateTrafficMirrorFilterInput,
  DeleteTrafficMirrorFilterInput,
  ModifyTrafficMirrorFilterNetworkServicesInput,
} from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { changesBetween } from '../mutations/changes.ts';
import {
  filterCreation,
  filterDeletion,
  networkServicesModification,
  shownFilter,
} from '../mutations/filters.ts';
import type { Origin } from '../mutations/inputs.ts';
import { noEffect } from './effects.ts';
import { effectOfFilterDeletion, effectOnServices } from './filterEffects.ts';
import { lookAtUsers } from './looks.ts';
import { plan } from './plan.ts';
import { plannedCreation, plannedDeletion, plannedModification } from './planned.ts';

export const planCreateFilter = (context: GatewayContext, origin: Origin<CreateTrafficMirrorFilterInput>) =>
  plan(
    context,
    origin,
    plannedCreation(context, origin, filterCreation, { properties: ['description'], effect: () => noEffect }),
  );

export function planNetworkServices(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorFilterNetworkServicesInput>,
) {
  const modification = networkServicesModification(context, origin);
  if ('userErrors' in modification) return plan<TrafficMirrorFilterRecord>(context, origin, modification);
  const planned = plannedModification(origin, modification, {
    effect: (filter) => {
      const { networkServices } = modification.foresee(filter, modification.complete());
      return effectOnServices(context, filter, networkServices);
    },
    looks: (filter) => {
      const after = modification.foresee(filter, modification.complete());
      return changesBetween(shownFilter(filter), after, modification.properties).length === 0
        ? []
        : [lookAtUsers(context, filter.scope, filter.trafficMirrorFilterId)];
    },
  });
  return plan(context, origin, planned);
}

export const planDeleteFilter = (context: GatewayContext, origin: Origin<DeleteTrafficMirrorFilterInput>) =>
  plan(
    context,
    origin,
    plannedDeletion(context, origin, filterDeletion, {
      properties: ['description', 'networkServices'],
      shown: shownFilter,
      effect: ({ trafficMirrorFilterId }) => effectOfFilterDeletion(trafficMirrorFilterId),
    }),
  );
