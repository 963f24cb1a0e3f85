/** Interfaces that a request makes: what it may say of them, with which defaults. */
import { invalidCombination, invalidParameter, notFound, otherNetwork } from '../errors.ts';
import { type IdKind, idKinds } from '../ids.ts';
import { description, id, ipAddress } from '../sharedParameters.ts';
import type { NetworkInterface, Subnet } from '../state/networkRecords.ts';
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { boolean, integer, list, oneOf, type Parsed, required, structure } from '../wire/parameters.ts';
import { type Addresses, macAddress } from './addresses.ts';

/** The most that EC2 gives to an interface of any instance type is 50 (user guide, "Maximum IP addresses"). */
const addressCount = integer(0, 50);

/** What CreateNetworkInterface and each `NetworkInterface.N` of RunInstances say of a new interface. */
export const interfaceParameters = {
  SubnetId: id(idKinds.subnets),
  Description: description,
  SecurityGroupId: list(id(idKinds.securityGroups)),
  InterfaceType: oneOf('interface', 'efa', 'efa-only', 'trunk', 'branch'),
  PrivateIpAddress: ipAddress(4),
  PrivateIpAddresses: list(structure({ PrivateIpAddress: required(ipAddress(4)), Primary: boolean })),
  SecondaryPrivateIpAddressCount: addressCount,
  Ipv6Addresses: list(structure({ Ipv6Address: required(ipAddress(6)) })),
  Ipv6AddressCount: addressCount,
};

export type WantedInterface = Omit<Parsed<typeof interfaceParameters>, 'SubnetId'>;

/** Throws if the parameters of addresses exclude each other. */
export function checkAddresses(p: WantedInterface): void {
  const primaries = p.PrivateIpAddresses.filter(({ Primary }) => Primary).length;
  if (primaries + (p.PrivateIpAddress === undefined ? 0 : 1) > 1)
    throw invalidCombination('Only one primary private IP address can be specified');
  if (p.SecondaryPrivateIpAddressCount !== undefined && p.PrivateIpAddresses.length > primaries)
    throw invalidCombination('Secondary private IP addresses and their number may not be specified together');
  if (p.Ipv6AddressCount !== undefined && p.Ipv6Addresses.length > 0)
    throw invalidCombination('IPv6 addresses and their number may not be specified together');
}

/**
 * A new interface, which is attached to nothing. Its groups are those given, or else the default one of the VPC.
 * `unknownGroup` is the code for a group that does not exist, which differs between actions.
 */
export function newInterface(
  estate: Estate,
  row: Row,
  subnet: Subnet,
  p: WantedInterface,
  addresses: Addresses,
  unknownGroup: string,
): NetworkInterface {
  return {
    ...row,
    interfaceType: p.InterfaceType ?? 'interface',
    status: 'available',
    ownerId: estate.accountId,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    availabilityZone: subnet.availabilityZone,
    ...takenAddresses(subnet, p, addresses),
    macAddress: macAddress(row.id),
    description: p.Description ?? '',
    groupIds: groupsOf(estate, subnet, p.SecurityGroupId, {
      ...idKinds.securityGroups,
      notFound: unknownGroup,
    }),
    requesterManaged: false,
    sourceDestCheck: true,
    deviceIndex: 0,
    deleteOnTermination: false,
  };
}

/** Those given come first, so that none of them is drawn. */
function takenAddresses(subnet: Subnet, p: WantedInterface, addresses: Addresses) {
  const take = (address: string) => addresses.take(subnet, address);
  const draw = (family: 4 | 6, count = 0) =>
    Array.from({ length: count }, () => addresses.draw(subnet, family));
  const marked = p.PrivateIpAddresses.find(({ Primary }) => Primary)?.PrivateIpAddress;
  const wanted = p.PrivateIpAddress ?? marked;
  const given = wanted === undefined ? undefined : take(wanted);
  const secondary = p.PrivateIpAddresses.filter(({ Primary }) => !Primary).map((one) =>
    take(one.PrivateIpAddress),
  );
  const ipv6Addresses = p.Ipv6Addresses.map(({ Ipv6Address }) => take(Ipv6Address));
  const needsIpv6 = subnet.cidrBlock === undefined && ipv6Addresses.length === 0;
  return {
    privateIpAddress: given ?? (subnet.cidrBlock === undefined ? undefined : draw(4, 1)[0]),
    secondaryPrivateIpAddresses: [...secondary, ...draw(4, p.SecondaryPrivateIpAddressCount)],
    ipv6Addresses: [...ipv6Addresses, ...draw(6, p.Ipv6AddressCount ?? (needsIpv6 ? 1 : 0))],
  };
}

function groupsOf(estate: Estate, { id: subnetId, vpcId }: Subnet, given: readonly string[], kind: IdKind) {
  const { securityGroups } = estate;
  if (given.length === 0) {
    const ofVpc = securityGroups.by('vpc-id', vpcId).find(({ name }) => name === 'default');
    return ofVpc ? [ofVpc.id] : [];
  }
  if (new Set(given).size < given.length) throw invalidParameter('A security group is specified twice');
  const missing = given.filter((groupId) => !securityGroups.get(groupId));
  if (missing.length > 0) throw notFound(kind.notFound, kind.noun, missing);
  const foreign = given.find((groupId) => securityGroups.get(groupId)?.vpcId !== vpcId);
  if (foreign !== undefined) throw otherNetwork(foreign, subnetId);
  return given;
}
