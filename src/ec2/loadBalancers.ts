/** Network Load Balancers, and how Elastic Load Balancing's lists are asked for. */
import { DescribeLoadBalancersCommand, type LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DescribeParameters, ListedKind } from './reads/kind.ts';

/** The most that a page may have (ELB API reference, DescribeLoadBalancers, DescribeTargetGroups, DescribeListeners). */
export const loadBalancingPage = 400;

export interface LoadBalancerRecord {
  readonly loadBalancerArn: string;
  readonly vpcId: string | undefined;
  /** `net/<name>/<id>`: the descriptions of its nodes' interfaces are `ELB ` and this. */
  readonly path: string;
  /** Empty when the load balancer has none, and admits everything. */
  readonly groupIds: readonly string[];
  readonly zones: readonly { readonly zone: string; readonly subnetId: string | undefined }[];
}

/** The page in Elastic Load Balancing's words. */
export const toPage = ({ MaxResults, NextToken }: DescribeParameters) => ({
  PageSize: MaxResults,
  Marker: NextToken,
});

/** The filter of a list that Elastic Load Balancing has only for one resource, whose ARN is the filter's value. */
export const ofResource = (arn: string) => [{ Name: 'arn', Values: [arn] }];

/** The ARN in such a filter. */
export const resourceIn = ({ Filters: [filter] }: DescribeParameters): string => filter?.Values?.[0] ?? '';

/** The ARN list of this action takes no more than 20, so load balancers are listed and not read by id. */
export const loadBalancerKind: ListedKind<LoadBalancer, LoadBalancerRecord> = {
  action: 'DescribeLoadBalancers',
  pageSize: loadBalancingPage,
  describe: async (parameters, send) => {
    const output = await send(new DescribeLoadBalancersCommand(toPage(parameters)));
    return { items: output.LoadBalancers, nextToken: output.NextMarker };
  },
  fromEc2: ({ LoadBalancerArn = '', VpcId, SecurityGroups = [], AvailabilityZones = [] }) => ({
    loadBalancerArn: LoadBalancerArn,
    vpcId: VpcId,
    path: pathOf(LoadBalancerArn),
    groupIds: SecurityGroups,
    zones: AvailabilityZones.map(({ ZoneName = '', SubnetId }) => ({ zone: ZoneName, subnetId: SubnetId })),
  }),
  idOf: ({ loadBalancerArn }) => loadBalancerArn,
};

/**
 * The description of the interfaces of a load balancer's nodes. The guide of Network Load Balancers, "Availability Zones", says that it starts
 * with `ELB net` and includes the name; that the digits follow is inferred.
 */
export const nodeDescription = (loadBalancerArn: string) => `ELB ${pathOf(loadBalancerArn)}`;

/** `net/<name>/<id>` of `arn:…:loadbalancer/net/<name>/<id>`. */
const pathOf = (loadBalancerArn: string) =>
  loadBalancerArn.slice(loadBalancerArn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
