/** Creates a Network Load Balancer for mirrored traffic: its nodes, a UDP listener on the VXLAN port, and its targets. */
import { nameOf, nodeDescription } from '../loadBalancing/arns.ts';
import type { Tag } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { seedNetworkInterface } from './seedNetwork.ts';

/** The port of VXLAN, on which mirrored traffic arrives (RFC 7348). */
export const vxlanPort = 4789;

interface SeedLoadBalancer {
  readonly arn: string;
  readonly vpcId: string;
  /** One node in each subnet. */
  readonly nodes: readonly {
    readonly id: string;
    readonly subnetId: string;
    readonly privateIpAddress: string;
  }[];
  /** The instances behind it. */
  readonly instanceIds: readonly string[];
  readonly tags: readonly Tag[];
}

/** Shared by the load balancers, of which there may be many. */
const none: readonly never[] = [];

/** Throws RangeError if a subnet does not exist. The target group and the listener have the digits of the load balancer. */
export function seedLoadBalancer(estate: Estate, seed: SeedLoadBalancer): void {
  const { loadBalancers, targetGroups, listeners, world } = estate;
  const { arn, vpcId, nodes, instanceIds, tags } = seed;
  const digits = arn.slice(arn.lastIndexOf('/') + 1);
  const targetGroupArn = arn.replace(/:loadbalancer\/.*/, `:targetgroup/${nameOf(arn)}/${digits}`);
  for (const node of nodes)
    seedNetworkInterface(estate, {
      ...node,
      interfaceType: 'network_load_balancer',
      // The load balancer has no security groups, so its nodes have none.
      groupIds: none,
      description: nodeDescription(arn),
      tags: none,
    });
  loadBalancers.put({
    id: arn,
    seq: world.nextSeq(),
    scheme: 'internal',
    vpcId,
    subnetIds: nodes.map(({ subnetId }) => subnetId),
    groupIds: none,
    ipAddressType: 'ipv4',
    state: 'active',
    createdTime: '2026-03-02T08:10:00.000Z',
    attributes: none,
    tags,
  });
  targetGroups.put({
    id: targetGroupArn,
    seq: world.nextSeq(),
    vpcId,
    protocol: 'UDP',
    port: vxlanPort,
    targetType: 'instance',
    healthCheckProtocol: 'TCP',
    healthCheckPort: 80,
    attributes: none,
    registrations: instanceIds.map((targetId) => ({ targetId, port: vxlanPort })),
    tags: none,
  });
  listeners.put({
    id: `${arn.replace(':loadbalancer/', ':listener/')}/${digits}`,
    seq: world.nextSeq(),
    protocol: 'UDP',
    port: vxlanPort,
    targetGroupArns: [targetGroupArn],
    tags: none,
  });
}
