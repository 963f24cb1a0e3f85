/** The attributes of load balancers and target groups that decide whether packets cross zones. */
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { resourceIn } from './loadBalancers.ts';
import type { ListedKind } from './reads/kind.ts';

export interface AttributesRecord {
  /** Of the load balancer or target group. */
  readonly arn: string;
  /**
   * `true`, `false`, or for a target group `use_load_balancer_configuration` (ELB API reference, TargetGroupAttribute). Undefined when
   * Elastic Load Balancing did not say.
   */
  readonly crossZone: string | undefined;
}

interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** What a target group says when the load balancer decides. */
export const asLoadBalancer = 'use_load_balancer_configuration';

function toItems(arn: string, attributes: readonly Attribute[] | undefined) {
  const crossZone = attributes?.find(({ Key }) => Key === 'load_balancing.cross_zone.enabled')?.Value;
  return { items: attributes && [{ arn, crossZone }], nextToken: undefined };
}

export const targetGroupAttributesKind: ListedKind<AttributesRecord, AttributesRecord> = {
  action: 'DescribeTargetGroupAttributes',
  describe: async (parameters, send) => {
    const TargetGroupArn = resourceIn(parameters);
    const { Attributes } = await send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    return toItems(TargetGroupArn, Attributes);
  },
  fromEc2: (record) => record,
  idOf: ({ arn }) => arn,
};

export const loadBalancerAttributesKind: ListedKind<AttributesRecord, AttributesRecord> = {
  action: 'DescribeLoadBalancerAttributes',
  describe: async (parameters, send) => {
    const LoadBalancerArn = resourceIn(parameters);
    const { Attributes } = await send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
    return toItems(LoadBalancerArn, Attributes);
  },
  fromEc2: (record) => record,
  idOf: ({ arn }) => arn,
};
