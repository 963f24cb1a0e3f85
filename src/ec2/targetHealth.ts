/** What is registered with a target group, and whether it is healthy. */
import {
  DescribeTargetHealthCommand,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { resourceIn } from './loadBalancers.ts';
import { integer } from './numbers.ts';
import type { ListedKind } from './reads/kind.ts';

export interface TargetHealthRecord {
  readonly targetGroupArn: string;
  /** An instance, an IP address, or the ARN of an Application Load Balancer, by the type of the group. */
  readonly targetId: string;
  readonly port: number | undefined;
  /** Elastic Load Balancing says it of IP addresses alone. */
  readonly availabilityZone: string | undefined;
  /** For example `healthy`. */
  readonly state: string | undefined;
}

interface Item extends TargetHealthDescription {
  readonly targetGroupArn: string;
}

export const targetHealthKind: ListedKind<Item, TargetHealthRecord> = {
  action: 'DescribeTargetHealth',
  describe: async (parameters, send) => {
    const targetGroupArn = resourceIn(parameters);
    const output = await send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }));
    const items = output.TargetHealthDescriptions?.map((item) => ({ ...item, targetGroupArn }));
    return { items, nextToken: undefined };
  },
  fromEc2: ({ targetGroupArn, Target, TargetHealth }) => ({
    targetGroupArn,
    targetId: Target?.Id ?? '',
    port: integer(Target?.Port),
    availabilityZone: Target?.AvailabilityZone,
    state: TargetHealth?.State,
  }),
  // The same target may be in several groups, and with several ports in one.
  idOf: ({ targetGroupArn, targetId, port }) => targetId && `${targetGroupArn} ${targetId} ${port}`,
};
