/** Packets that rules do not decide: those that EC2 never mirrors, and those of the Amazon DNS service. */
import { type Family, parseAddress, parseBlock } from './addresses.ts';
import { hasPorts } from './packetSets.ts';
import { type Packet, remoteEnd } from './packets.ts';

const udp = 17;
const dnsPort = 53;
const ntpPort = 123;

/**
 * The ports that DHCP is sent to: RFC 2131, section 4.1, and RFC 8415, section 7.2. The RFC for IPv6 fixes no port that it is
 * sent from.
 */
const dhcpPorts: Readonly<Record<Family, readonly number[]>> = { 4: [67, 68], 6: [546, 547] };

/**
 * Services that are never mirrored (VPC Traffic Mirroring guide, Limitations), by their addresses (EC2 user guide: instance
 * metadata, Amazon Time Sync Service, and how Windows instances are activated).
 */
const neverMirroredAddresses: readonly (readonly [address: string, service: string])[] = [
  ['169.254.169.254', 'the instance metadata service'],
  ['fd00:ec2::254', 'the instance metadata service'],
  ['169.254.169.123', 'the Amazon Time Sync Service (NTP)'],
  ['fd00:ec2::123', 'the Amazon Time Sync Service (NTP)'],
  ['169.254.169.250', 'Windows activation'],
  ['169.254.169.251', 'Windows activation'],
];

/** Where the Amazon DNS server answers in every VPC (VPC user guide, "Amazon DNS server"). */
const dnsAddresses = ['169.254.169.253', 'fd00:ec2::253'];

/** What the packet belongs to, if EC2 never mirrors it. */
export function neverMirrored(packet: Packet): string | undefined {
  const { family, protocol, destination } = packet;
  if (protocol === udp && dhcpPorts[family].some((port) => port === destination.port)) return 'DHCP';
  return neverMirroredAddresses.find(([address]) => isRemote(packet, address))?.[1];
}

/** Whether it is NTP. Amazon's own is never mirrored; the guide does not say whether that holds for other servers. */
export function isNtp({ protocol, source, destination }: Packet): boolean {
  return protocol === udp && [source, destination].some(({ port }) => port === ntpPort);
}

/**
 * Whether the packet belongs to the Amazon DNS service.
 * @param vpcCidrBlock the primary IPv4 block of the VPC; undefined when it could not be read.
 * @returns null when that depends on the block and it could not be read.
 */
export function isAmazonDns(packet: Packet, vpcCidrBlock: string | undefined): boolean | null {
  const { address, port } = remoteEnd(packet);
  if (!hasPorts(packet.protocol) || port !== dnsPort) return false;
  if (dnsAddresses.some((server) => isRemote(packet, server))) return true;
  if (packet.family === 6) return false;
  const block = parseBlock(vpcCidrBlock);
  // The base of the block plus two. A block of a VPC has at most 28 bits (VPC user guide, "VPC CIDR blocks").
  return block ? Number(address) === Number(block.from) + 2 : Number(address) % 16 === 2 ? null : false;
}

function isRemote(packet: Packet, text: string): boolean {
  const address = parseAddress(text);
  return address?.family === packet.family && address.value === remoteEnd(packet).address;
}
