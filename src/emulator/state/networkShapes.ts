/** What the records of the network look like in the state file; `shapes.ts` compares them with the records. */
import * as z from 'zod';

const text = z.string();
const texts = z.array(text);
const wholeNumber = z.int();

/** The fields of every record. */
export const row = { id: text, seq: wholeNumber, tags: z.array(z.strictObject({ key: text, value: text })) };

const direction = z.enum(['ingress', 'egress']);
const ports = { fromPort: wholeNumber.optional(), toPort: wholeNumber.optional() };
const peeringSide = z.strictObject({ ownerId: text, region: text, vpcId: text });
/** Of what is made inside a VPC by its owner. */
const inVpc = { ...row, ownerId: text, vpcId: text };
const inSubnet = { vpcId: text, subnetId: text, availabilityZone: text, privateIpAddress: text.optional() };

const networkAclEntry = z.strictObject({
  ruleNumber: wholeNumber,
  direction,
  action: z.enum(['allow', 'deny']),
  protocol: text,
  cidrBlock: text,
  ...ports,
  icmpType: wholeNumber.optional(),
  icmpCode: wholeNumber.optional(),
});
const route = z.strictObject({ destination: text, target: text, state: z.enum(['active', 'blackhole']) });

export const networkShapes = {
  vpcs: z.strictObject({
    ...row,
    ownerId: text,
    cidrBlocks: texts,
    ipv6CidrBlocks: texts,
    isDefault: z.boolean(),
  }),
  subnets: z.strictObject({
    ...inVpc,
    cidrBlock: text.optional(),
    ipv6CidrBlocks: texts,
    availabilityZone: text,
    networkAclId: text,
    routeTableId: text.optional(),
  }),
  securityGroups: z.strictObject({ ...inVpc, name: text, description: text }),
  securityGroupRules: z.strictObject({
    ...row,
    groupId: text,
    direction,
    protocol: text,
    ...ports,
    peer: text,
    description: text.optional(),
  }),
  networkAcls: z.strictObject({ ...inVpc, isDefault: z.boolean(), entries: z.array(networkAclEntry) }),
  routeTables: z.strictObject({ ...inVpc, isMain: z.boolean(), routes: z.array(route) }),
  vpcPeeringConnections: z.strictObject({
    ...row,
    requester: peeringSide,
    accepter: peeringSide,
    status: text,
  }),
  transitGatewayVpcAttachments: z.strictObject({
    ...row,
    transitGatewayId: text,
    vpcId: text,
    vpcOwnerId: text,
    subnetIds: texts,
    state: text,
    creationTime: text,
  }),
  instances: z.strictObject({
    ...row,
    ...inSubnet,
    instanceType: text,
    state: z.enum(['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped']),
    imageId: text,
    launchTime: text,
    clientToken: text.optional(),
    reservationId: text.optional(),
    amiLaunchIndex: wholeNumber.optional(),
    terminatedAt: wholeNumber.optional(),
  }),
  networkInterfaces: z.strictObject({
    ...row,
    ...inSubnet,
    interfaceType: text,
    status: z.enum(['available', 'in-use']),
    ownerId: text,
    secondaryPrivateIpAddresses: texts,
    ipv6Addresses: texts,
    publicIp: text.optional(),
    macAddress: text,
    description: text,
    groupIds: texts,
    requesterManaged: z.boolean(),
    requesterId: text.optional(),
    sourceDestCheck: z.boolean(),
    instanceId: text.optional(),
    instanceOwnerId: text.optional(),
    deviceIndex: wholeNumber,
    deleteOnTermination: z.boolean(),
    attachTime: text.optional(),
  }),
  vpcEndpoints: z.strictObject({
    ...inVpc,
    vpcEndpointType: text,
    serviceName: text,
    state: text,
    subnetIds: texts,
    routeTableIds: texts,
    groupIds: texts,
    networkInterfaceIds: texts,
    privateDnsEnabled: z.boolean(),
    ipAddressType: text,
    requesterManaged: z.boolean(),
    creationTimestamp: text,
  }),
};
