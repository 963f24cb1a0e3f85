/** Targets: the record of one, its conversion from EC2's shape, and the call that reads it. */
import {
  DescribeTrafficMirrorTargetsCommand,
  type TrafficMirrorTarget,
  TrafficMirrorTargetType,
} from '@aws-sdk/client-ec2';
import type { ResourceKind } from './reads/kind.ts';
import type { Ec2Scope } from './scope.ts';
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

/** Exactly one of the three endpoints is set. */
export interface NewTarget {
  readonly networkInterfaceId?: string | undefined;
  readonly networkLoadBalancerArn?: string | undefined;
  readonly gatewayLoadBalancerEndpointId?: string | undefined;
  readonly description?: string | undefined;
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
