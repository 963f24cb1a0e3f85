/** The parameters that say which rules of a security group to add or remove: `IpPermissions.N`, or those of one rule. */
import { invalidParameter } from '../errors.ts';
import { idKinds } from '../ids.ts';
import { id, ignored } from '../sharedParameters.ts';
import { integer, list, type Parsed, type Parser, required, string, structure } from '../wire/parameters.ts';
import { canonicalBlock } from './addresses.ts';
import { cidrFamily } from './cidr.ts';

/** EC2 shows these protocols by name (API reference, IpPermission). */
const names: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' };

const protocol: Parser<string | undefined> = (node, name) => {
  const text = string(node, name)?.toLowerCase();
  if (text === undefined || text === '-1' || Object.values(names).includes(text)) return text;
  if (text === 'all') return '-1';
  if (!/^\d{1,3}$/.test(text) || Number(text) > 255)
    throw invalidParameter(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
  const number = String(Number(text));
  return names[number] ?? number;
};

/** A block of this family, in the form that EC2 keeps. */
const block =
  (family: 4 | 6): Parser<string | undefined> =>
  (node, name) => {
    const text = string(node, name);
    if (text === undefined) return undefined;
    if (cidrFamily(text) !== family) throw invalidParameter(`CIDR block ${text} is malformed`);
    return canonicalBlock(text);
  };

const prefixListId: Parser<string | undefined> = (node, name) => {
  const text = string(node, name);
  if (text !== undefined && !text.startsWith('pl-')) throw invalidParameter(`Invalid prefix list ID ${text}`);
  return text;
};

/** A port, or a type or code of ICMP, where -1 is any. */
const port = integer(-1, 65_535);

const pair = structure({
  GroupId: id(idKinds.securityGroups),
  GroupName: string,
  UserId: string,
  Description: string,
  VpcId: ignored,
  VpcPeeringConnectionId: ignored,
  PeeringStatus: ignored,
});

export const permissionParameters = {
  GroupId: id(idKinds.securityGroups),
  GroupName: string,
  IpPermissions: list(
    structure({
      IpProtocol: required(protocol),
      FromPort: port,
      ToPort: port,
      Groups: list(pair),
      IpRanges: list(structure({ CidrIp: required(block(4)), Description: string })),
      Ipv6Ranges: list(structure({ CidrIpv6: required(block(6)), Description: string })),
      PrefixListIds: list(structure({ PrefixListId: required(prefixListId), Description: string })),
    }),
  ),
  IpProtocol: protocol,
  FromPort: port,
  ToPort: port,
  CidrIp: block(4),
  SourceSecurityGroupName: string,
  SourceSecurityGroupOwnerId: string,
};

/** The parameters of a request. */
export type GivenPermissions = Parsed<typeof permissionParameters>;
/** One of `IpPermissions.N`. */
export type GivenPermission = GivenPermissions['IpPermissions'][number];
