/** Load balancers: describe, attributes, capacity. They are made by seeds. */
import type { LoadBalancer } from '../state/loadBalancingRecords.ts';
import type { Estate } from '../state/world.ts';
import type { WireObject } from '../wire/xml.ts';
import { action, pages } from './action.ts';
import { arnKinds, nameOf, typeOf } from './arns.ts';
import { loadBalancerAttributes } from './attributes.ts';
import { arn, found, members, names, requiredArn, selected } from './parameters.ts';

const kind = arnKinds.loadBalancers;

/** Names of load balancers in DNS (ELB user guides, "DNS name"). */
function dnsName({ id, scheme }: LoadBalancer, region: string): string {
  const own = `${nameOf(id)}-${id.slice(id.lastIndexOf('/') + 1)}`;
  const suffix = id.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com';
  if (typeOf(id) !== 'application') return `${own}.elb.${region}.${suffix}`;
  return `${scheme === 'internal' ? 'internal-' : ''}${own}.${region}.elb.${suffix}`;
}

const toWire =
  ({ subnets, region }: Estate) =>
  (row: LoadBalancer): WireObject => {
    const type = typeOf(row.id);
    const isNetwork = type === 'network';
    return {
      LoadBalancerArn: row.id,
      DNSName: dnsName(row, region),
      CreatedTime: row.createdTime,
      LoadBalancerName: nameOf(row.id),
      Scheme: type === 'gateway' ? undefined : row.scheme,
      VpcId: row.vpcId,
      State: { Code: row.state },
      Type: type,
      AvailabilityZones: row.subnetIds.map((SubnetId) => ({
        ZoneName: subnets.get(SubnetId)?.availabilityZone,
        SubnetId,
        LoadBalancerAddresses: [],
      })),
      SecurityGroups: row.groupIds,
      IpAddressType: row.ipAddressType,
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic:
        isNetwork && row.groupIds.length > 0 ? 'on' : undefined,
      EnablePrefixForIpv6SourceNat: isNetwork ? 'off' : undefined,
    };
  };

export const DescribeLoadBalancers = pages(
  'LoadBalancers',
  { LoadBalancerArns: members(arn(kind), 20), Names: names },
  ({ LoadBalancerArns, Names }, { loadBalancers }) =>
    LoadBalancerArns.length + Names.length > 0
      ? selected(loadBalancers, kind, LoadBalancerArns, Names)
      : loadBalancers.list(),
  toWire,
);

export const DescribeLoadBalancerAttributes = action(
  { LoadBalancerArn: requiredArn(kind) },
  ({ LoadBalancerArn }, { loadBalancers }) => ({
    Attributes: loadBalancerAttributes(found(loadBalancers, kind, LoadBalancerArn)),
  }),
);

/** No load balancer here has reserved capacity. */
export const DescribeCapacityReservation = action(
  { LoadBalancerArn: requiredArn(kind) },
  ({ LoadBalancerArn }, { loadBalancers }) => {
    found(loadBalancers, kind, LoadBalancerArn);
    return { CapacityReservationState: [] };
  },
);
