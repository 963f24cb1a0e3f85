/** What the records of every table look like in the state file. The types in `records.ts` hold each shape to its record. */
import { flag, listOf, oneOf, optional, recordOf, type Shape, text, wholeNumber } from './fields.ts';
import type { PortRange, Row, Tag } from './records.ts';
import type { TableName, Tables } from './world.ts';

const row: Shape<Row> = {
  id: text,
  seq: wholeNumber,
  tags: listOf(recordOf<Tag>({ key: text, value: text })),
};
const portRange = recordOf<PortRange>({ fromPort: optional(wholeNumber), toPort: optional(wholeNumber) });

type RowOf<Name extends TableName> = ReturnType<Tables[Name]['list']>[number];

export const shapes: { readonly [Name in TableName]: Shape<RowOf<Name>> } = {
  vpcs: { ...row, ownerId: text, cidrBlock: text, isDefault: flag },
  subnets: { ...row, ownerId: text, vpcId: text, cidrBlock: text, availabilityZone: text },
  instances: {
    ...row,
    instanceType: text,
    state: oneOf('running', 'stopped'),
    vpcId: text,
    subnetId: text,
    availabilityZone: text,
    privateIpAddress: text,
  },
  networkInterfaces: {
    ...row,
    interfaceType: text,
    status: oneOf('available', 'in-use'),
    ownerId: text,
    vpcId: text,
    subnetId: text,
    availabilityZone: text,
    privateIpAddress: text,
    macAddress: text,
    description: text,
    groupId: text,
    instanceId: optional(text),
  },
  vpcEndpoints: {
    ...row,
    vpcEndpointType: text,
    vpcId: text,
    serviceName: text,
    state: text,
    subnetIds: listOf(text),
    networkInterfaceIds: listOf(text),
    ownerId: text,
    creationTimestamp: text,
  },
  filters: { ...row, networkServices: listOf(text), description: optional(text) },
  filterRules: {
    ...row,
    trafficMirrorFilterId: text,
    trafficDirection: oneOf('ingress', 'egress'),
    ruleNumber: wholeNumber,
    ruleAction: oneOf('accept', 'reject'),
    protocol: optional(wholeNumber),
    destinationPortRange: optional(portRange),
    sourcePortRange: optional(portRange),
    destinationCidrBlock: text,
    sourceCidrBlock: text,
    description: optional(text),
  },
  targets: {
    ...row,
    type: oneOf('network-interface', 'network-load-balancer', 'gateway-load-balancer-endpoint'),
    networkInterfaceId: optional(text),
    networkLoadBalancerArn: optional(text),
    gatewayLoadBalancerEndpointId: optional(text),
    ownerId: text,
    description: optional(text),
  },
  sessions: {
    ...row,
    trafficMirrorTargetId: text,
    trafficMirrorFilterId: text,
    networkInterfaceId: text,
    ownerId: text,
    packetLength: optional(wholeNumber),
    sessionNumber: wholeNumber,
    virtualNetworkId: wholeNumber,
    description: optional(text),
  },
};
