/** Targets: the record of one, its conversion from EC2's shape, and the calls that read, create and delete it. */
import {
  CreateTrafficMirrorTargetCommand,
  DeleteTrafficMirrorTargetCommand,
  DescribeTrafficMirrorTargetsCommand,
  type TrafficMirrorTarget,
  TrafficMirrorTargetType,
} from '@aws-sdk/client-ec2';
import { hasValues } from './changes/agreement.ts';
import { type CreateOptions, create, type RemoveOptions, remove, toCreate } from './changes/lifecycle.ts';
import type { Outcome } from './changes/outcome.ts';
import type { ResourceKind } from './reads/describe.ts';
import { type Ec2Scope, isOwnedHere } from './scope.ts';
import { fromTags, type TagRecord } from './tags.ts';

const targetTypes = Object.values(TrafficMirrorTargetType);

export interface TrafficMirrorTargetRecord {
  readonly __typename: 'TrafficMirrorTarget';
  readonly scope: Ec2Scope;
  readonly trafficMirrorTargetId: string;
  readonly ownerId: string | undefined;
  /** `UNKNOWN` for a type that the schema does not have. */
  readonly type: TrafficMirrorTargetType | 'UNKNOWN' | undefined;
  /** The type as EC2 returned it. */
  readonly rawType: string | undefined;
  readonly networkInterfaceId: string | undefined;
  readonly networkLoadBalancerArn: string | undefined;
  readonly gatewayLoadBalancerEndpointId: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly TagRecord[];
}

function fromEc2(target: TrafficMirrorTarget, scope: Ec2Scope): TrafficMirrorTargetRecord {
  return {
    __typename: 'TrafficMirrorTarget',
    scope,
    trafficMirrorTargetId: target.TrafficMirrorTargetId ?? '',
    ownerId: target.OwnerId,
    type:
      target.Type === undefined ? undefined : (targetTypes.find((type) => type === target.Type) ?? 'UNKNOWN'),
    rawType: target.Type,
    networkInterfaceId: target.NetworkInterfaceId,
    networkLoadBalancerArn: target.NetworkLoadBalancerArn,
    gatewayLoadBalancerEndpointId: target.GatewayLoadBalancerEndpointId,
    description: target.Description,
    tags: fromTags(target.Tags),
  };
}

export const targetKind: ResourceKind<TrafficMirrorTarget, TrafficMirrorTargetRecord> = {
  action: 'DescribeTrafficMirrorTargets',
  idFilter: 'traffic-mirror-target-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeTrafficMirrorTargetsCommand(parameters));
    return { items: output.TrafficMirrorTargets, nextToken: output.NextToken };
  },
  fromEc2,
  idOf: (target) => target.trafficMirrorTargetId,
};

/** Exactly one of the three endpoints is set. */
export interface NewTarget {
  readonly networkInterfaceId?: string | undefined;
  readonly networkLoadBalancerArn?: string | undefined;
  readonly gatewayLoadBalancerEndpointId?: string | undefined;
  readonly description?: string | undefined;
  readonly tags: readonly TagRecord[];
}

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
  const asked = { ...options, action: 'CreateTrafficMirrorTarget', scope, input } as const;
  const isSame = (made: TrafficMirrorTargetRecord) =>
    isOwnedHere(made, scope) && hasValues(made, target, endpoints);
  return create(asked, {
    kind: targetKind,
    isSame,
    fits: (made) => isSame(made) && hasValues(made, target, ['description']),
    send: async (send) => {
      const output = await send(new CreateTrafficMirrorTargetCommand(input));
      const created = output.TrafficMirrorTarget;
      return {
        value: created?.TrafficMirrorTargetId ? fromEc2(created, scope) : undefined,
        requestId: output.$metadata.requestId,
      };
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
  const asked = { ...options, action: 'DeleteTrafficMirrorTarget', scope, input } as const;
  return remove(asked, { kind: targetKind, id, wasThere }, async (send) => {
    const output = await send(new DeleteTrafficMirrorTargetCommand(input));
    return { value: output.TrafficMirrorTargetId, requestId: output.$metadata.requestId };
  });
}
