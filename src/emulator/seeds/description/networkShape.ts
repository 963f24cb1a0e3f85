/** What a network description may say of the network. `docs/emulator.md` explains it. */
import * as z from 'zod';
import { idKinds } from '../../ids.ts';
import { nextHop, nextHopPrefixes } from '../../network/nextHops.ts';
import { isRegion } from '../../network/regions.ts';
import * as field from './fields.ts';

const { vpcs, subnets, securityGroups, networkAcls, routeTables, networkInterfaces, instances } = idKinds;
const of = <Shape extends z.core.$ZodLooseShape>(kind: Parameters<typeof field.id>[0], shape: Shape) =>
  z.array(z.strictObject({ id: field.id(kind), ...shape, tags: field.tags })).default([]);

export const region = z.string().refine(isRegion, { error: 'must be a Region of AWS' });

/** EC2 has no range with one end. */
const bothPorts = [
  (range: { fromPort?: number | undefined; toPort?: number | undefined }) =>
    (range.fromPort === undefined) === (range.toPort === undefined),
  'must have both fromPort and toPort, or neither',
] as const;

/** All ports, or all types and codes, of the protocols that EC2 keeps them for (API reference, IpPermission). */
const allPorts: Readonly<Record<string, { fromPort?: number; toPort?: number }>> = {
  tcp: { fromPort: 0, toPort: 65_535 },
  udp: { fromPort: 0, toPort: 65_535 },
  icmp: { fromPort: -1, toPort: -1 },
  // The only one that may have none.
  icmpv6: {},
};

/** The ports as EC2 keeps them, so that the rule can be revoked as it is shown. */
function portsOf(protocol: string, fromPort?: number, toPort?: number) {
  const all = allPorts[protocol];
  return all && fromPort !== undefined ? { fromPort, toPort } : all;
}

const groupRule = z
  .strictObject({
    protocol: field.namedProtocol,
    // ICMP has its type and code here, and -1 for any.
    fromPort: z.int().min(-1).max(65_535).optional(),
    toPort: z.int().min(-1).max(65_535).optional(),
    peers: z.array(field.peer).min(1),
    description: z.string().max(255).optional(),
  })
  .refine(...bothPorts)
  .transform(({ fromPort, toPort, ...rule }) => ({ ...rule, ...portsOf(rule.protocol, fromPort, toPort) }));
/** What a group allows where nothing else is said (VPC user guide, "Security group rules"). */
const openEgress = [{ protocol: '-1', peers: ['0.0.0.0/0'] }];

const aclEntry = z
  .strictObject({
    ruleNumber: z.int().min(1).max(32_766),
    direction: field.direction,
    action: z.enum(['allow', 'deny']),
    protocol: field.numberedProtocol,
    cidrBlock: field.block,
    fromPort: field.port.optional(),
    toPort: field.port.optional(),
    icmpType: z.int().min(-1).max(255).optional(),
    icmpCode: z.int().min(-1).max(255).optional(),
  })
  .refine(...bothPorts);

const route = z.strictObject({
  destination: field.blockOr('pl'),
  target: z.string().refine((text) => text !== 'local' && nextHop(text) !== undefined, {
    error: `must be the ARN of a core network or the id of one of: ${nextHopPrefixes.join(', ')}`,
  }),
  state: z.enum(['active', 'blackhole']).default('active'),
});

const peeringSide = z.strictObject({
  accountId: field.accountId.optional(),
  region: region.optional(),
  vpcId: field.id(vpcs),
});

export const networkShape = {
  vpcs: of(vpcs, {
    cidrBlocks: z.array(field.ipv4Block).min(1),
    ipv6CidrBlocks: z.array(field.ipv6Block).default([]),
    isDefault: z.boolean().default(false),
  }),
  securityGroups: of(securityGroups, {
    vpcId: field.id(vpcs),
    name: z.string().min(1).max(255),
    description: field.description.default(''),
    ingress: z.array(groupRule).default([]),
    egress: z.array(groupRule).default(openEgress),
  }),
  networkAcls: of(networkAcls, {
    vpcId: field.id(vpcs),
    isDefault: z.boolean().default(false),
    entries: z.array(aclEntry).default([]),
  }),
  routeTables: of(routeTables, {
    vpcId: field.id(vpcs),
    isMain: z.boolean().default(false),
    routes: z.array(route).default([]),
  }),
  subnets: of(subnets, {
    vpcId: field.id(vpcs),
    cidrBlock: field.ipv4Block.optional(),
    ipv6CidrBlocks: z.array(field.ipv6Block).default([]),
    availabilityZone: z.string().regex(/^[a-z]+(-[a-z]+)+-\d[a-z]$/, 'must be a zone such as us-east-1a'),
    networkAclId: field.id(networkAcls).optional(),
    routeTableId: field.id(routeTables).optional(),
  }),
  vpcPeeringConnections: of(idKinds.vpcPeeringConnections, {
    requester: peeringSide,
    accepter: peeringSide,
    status: z
      .enum([
        ...(['active', 'pending-acceptance', 'provisioning', 'failed', 'expired'] as const),
        ...(['rejected', 'deleting', 'deleted'] as const),
      ])
      .default('active'),
  }),
  transitGatewayVpcAttachments: of(idKinds.transitGatewayVpcAttachments, {
    transitGatewayId: field.idWith('tgw'),
    vpcId: field.id(vpcs),
    subnetIds: field.ids(subnets),
    state: z.string().min(1).default('available'),
    creationTime: field.time.default('2026-03-02T08:00:00.000Z'),
  }),
  instances: of(instances, {
    subnetId: field.id(subnets),
    instanceType: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'must be a type such as m5.large'),
    state: z
      .enum(['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'])
      .default('running'),
    imageId: field.idWith('ami').optional(),
    launchTime: field.time.optional(),
  }),
  networkInterfaces: of(networkInterfaces, {
    subnetId: field.id(subnets),
    instanceId: field.id(instances).optional(),
    instanceOwnerId: z.string().min(1).optional(),
    deviceIndex: z.int().min(0).default(0),
    deleteOnTermination: z.boolean().default(true),
    attachTime: field.time.optional(),
    interfaceType: z.string().min(1).default('interface'),
    ownerId: field.accountId.optional(),
    groupIds: z.array(field.id(securityGroups)).optional(),
    privateIpAddress: z.ipv4().optional(),
    secondaryPrivateIpAddresses: z.array(z.ipv4()).default([]),
    ipv6Addresses: z.array(z.ipv6()).default([]),
    publicIp: z.ipv4().optional(),
    requesterManaged: z.boolean().optional(),
    requesterId: z.string().min(1).optional(),
    sourceDestCheck: z.boolean().default(true),
    description: field.description.default(''),
  }),
  vpcEndpoints: of(idKinds.vpcEndpoints, {
    vpcId: field.id(vpcs),
    vpcEndpointType: z.enum(['Interface', 'Gateway', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork']),
    serviceName: z.string().min(1),
    state: z.string().min(1).default('available'),
    subnetIds: field.ids(subnets),
    routeTableIds: field.ids(routeTables),
    groupIds: field.ids(securityGroups),
    networkInterfaceIds: field.ids(networkInterfaces),
    privateDnsEnabled: z.boolean().default(false),
    ipAddressType: z.enum(['ipv4', 'ipv6', 'dualstack']).default('ipv4'),
    requesterManaged: z.boolean().default(false),
    creationTimestamp: field.time.default('2026-03-02T08:15:00.000Z'),
  }),
};
