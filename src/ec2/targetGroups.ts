/** Target groups: what listeners of load balancers forward to. */
import { DescribeTargetGroupsCommand, type TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { loadBalancingPage, toPage } from './loadBalancers.ts';
import { integer } from './numbers.ts';
import type { ListedKind } from './reads/kind.ts';

export interface TargetGroupRecord {
  readonly targetGroupArn: string;
  /** For example `UDP`. */
  readonly protocol: string | undefined;
  readonly port: number | undefined;
  readonly vpcId: string | undefined;
  /** `instance`, `ip` or `alb`. */
  readonly targetType: string | undefined;
  /** At most one (ELB API reference, TargetGroup). */
  readonly loadBalancerArns: readonly string[];
}

export const targetGroupKind: ListedKind<TargetGroup, TargetGroupRecord> = {
  action: 'DescribeTargetGroups',
  pageSize: loadBalancingPage,
  describe: async (parameters, send) => {
    const output = await send(new DescribeTargetGroupsCommand(toPage(parameters)));
    return { items: output.TargetGroups, nextToken: output.NextMarker };
  },
  fromEc2: (group) => ({
    targetGroupArn: group.TargetGroupArn ?? '',
    protocol: group.Protocol,
    port: integer(group.Port),
    vpcId: group.VpcId,
    targetType: group.TargetType,
    loadBalancerArns: group.LoadBalancerArns ?? [],
  }),
  idOf: ({ targetGroupArn }) => targetGroupArn,
};
