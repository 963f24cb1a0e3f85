/** The calls that create and delete targets. */
import { CreateTrafficMirrorTargetCommand, DeleteTrafficMirrorTargetCommand } from '@aws-sdk/client-ec2';
import { type Ec2Scope, isOwnedHere } from '../scope.ts';
import { type NewTarget, type TrafficMirrorTargetRecord, targetKind } from '../targets.ts';
import { hasValues, lacksOthers } from './agreement.ts';
import { type CreateOptions, create, toCreate } from './create.ts';
import type { Outcome } from './outcome.ts';
import { type RemoveOptions, remove } from './remove.ts';

const endpoints = ['networkInterfaceId', 'networkLoadBalancerArn', 'gatewayLoadBalancerEndpointId'] as const;

/** EC2 `CreateTrafficMirrorTarget`. */
export function createTrafficMirrorTarget(
  scope: Ec2Scope,
  target: NewTarget,
  options: CreateOptions,
): Promise<Outcome<TrafficMirrorTargetRecord>> {
  const input = {
    NetworkInterfaceId: target.networkInterfaceId,
    NetworkLoadBalancerArn: target.networkLoadBalancerArn,
    GatewayLoadBalancerEndpointId: target.gatewayLoadBalancerEndpointId,
    Description: target.description,
    ...toCreate('traffic-mirror-target', target.tags, options),
  };
  const change = { ...options, action: 'CreateTrafficMirrorTarget', scope, input } as const;
  const isSame = (made: TrafficMirrorTargetRecord) =>
    isOwnedHere(made, scope) && hasValues(made, target, endpoints);
  return create(change, {
    kind: targetKind,
    isSame,
    fits: (made) =>
      isSame(made) && hasValues(made, target, ['description']) && lacksOthers(made, target, ['description']),
    send: async (send) => {
      const { TrafficMirrorTarget: item, $metadata } = await send(
        new CreateTrafficMirrorTargetCommand(input),
      );
      return { item, $metadata };
    },
  });
}

/** EC2 `DeleteTrafficMirrorTarget`. The value is the id of the deleted target. */
export function deleteTrafficMirrorTarget(
  scope: Ec2Scope,
  id: string,
  { wasThere, ...options }: RemoveOptions,
): Promise<Outcome<string>> {
  const input = { TrafficMirrorTargetId: id, DryRun: options.dryRun || undefined };
  const change = { ...options, action: 'DeleteTrafficMirrorTarget', scope, input } as const;
  return remove(change, { kind: targetKind, id, wasThere }, async (send) => {
    const { TrafficMirrorTargetId: item, $metadata } = await send(
      new DeleteTrafficMirrorTargetCommand(input),
    );
    return { item, $metadata };
  });
}
