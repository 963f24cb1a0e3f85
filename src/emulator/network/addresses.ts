/** IP addresses as numbers: which ones a CIDR block has, and which ones of a subnet are free. MAC addresses. */
import { createHash } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { addressInUse, invalidParameter, noFreeAddress } from '../errors.ts';
import type { Subnet } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';

/** The first and the last address of a block. */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** IPv6 in the one form of RFC 5952, so that equal addresses are equal texts. */
const canonical = (address: string): string =>
  isIPv4(address) ? address : new URL(`http://[${address}]`).hostname.slice(1, -1);

function toNumber(address: string): bigint {
  if (isIPv4(address)) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [left = [], right = []] = canonical(address)
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return BigInt(`0x${[...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('')}`);
}

function toText(number: bigint, isV4: boolean): string {
  const digits = number.toString(16).padStart(isV4 ? 8 : 32, '0');
  if (!isV4) return canonical((digits.match(/..../g) ?? []).join(':'));
  return (digits.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.');
}

function rangeOf(block: string): Range {
  const [address = '', length = ''] = block.split('/');
  const hostBits = BigInt((isIPv4(address) ? 32 : 128) - Number(length));
  const first = (toNumber(address) >> hostBits) << hostBits;
  return { first, last: first + (1n << hostBits) - 1n };
}

/** Whether a block has all of another one, or an address, of the same IP family. */
export function isWithin(block: string, part: string): boolean {
  const outer = rangeOf(block);
  const inner = rangeOf(part.includes('/') ? part : `${part}/${isIPv4(part) ? 32 : 128}`);
  return inner.first >= outer.first && inner.last <= outer.last;
}

/** The address of an IPv4 block with this number, from 0. */
export const addressIn = (block: string, number: number): string =>
  toText(rangeOf(block).first + BigInt(number), true);

/** The block without host bits, as EC2 keeps the CIDR blocks of security groups (API reference, IpRange). */
export function canonicalBlock(block: string): string {
  const [address = '', length = ''] = block.split('/');
  return `${toText(rangeOf(block).first, isIPv4(address))}/${length}`;
}

/** The addresses of subnets during one request, which may take several. */
export class Addresses {
  readonly #estate: Estate;
  readonly #taken = new Map<string, Set<string>>();

  constructor(estate: Estate) {
    this.#estate = estate;
  }

  /** Takes this address. Throws EC2's error if the subnet does not have it, or something has it. */
  take(subnet: Subnet, address: string): string {
    const number = toNumber(address);
    const isV4 = isIPv4(address);
    const range = blocksOf(subnet, isV4)
      .map(rangeOf)
      .find(({ first, last }) => number >= first && number <= last);
    if (!range) throw invalidParameter("Address does not fall within the subnet's address range");
    const { first, last } = usable(range);
    if (number < first || number > last)
      throw invalidParameter("Address is in subnet's reserved address range");
    const text = canonical(address);
    const taken = this.#takenIn(subnet);
    if (taken.has(text)) throw addressInUse(text);
    taken.add(text);
    return text;
  }

  /** Takes the next free address after a random one. Throws InsufficientFreeAddressesInSubnet. */
  draw(subnet: Subnet, family: 4 | 6): string {
    const [block] = blocksOf(subnet, family === 4);
    if (block === undefined)
      throw invalidParameter(`The subnet '${subnet.id}' has no IPv${family} addresses`);
    const { first, last } = usable(rangeOf(block));
    const taken = this.#takenIn(subnet);
    const size = last - first + 1n;
    const start = BigInt(Math.floor(this.#estate.world.random() * Number(size)));
    for (let i = 0n; i < size; i++) {
      const text = toText(first + ((start + i) % size), family === 4);
      if (taken.has(text)) continue;
      taken.add(text);
      return text;
    }
    throw noFreeAddress();
  }

  #takenIn({ id }: Subnet): Set<string> {
    const known = this.#taken.get(id);
    if (known) return known;
    const taken = new Set<string>();
    for (const row of this.#estate.networkInterfaces.by('subnet-id', id)) {
      if (row.privateIpAddress !== undefined) taken.add(row.privateIpAddress);
      for (const address of row.secondaryPrivateIpAddresses) taken.add(address);
      for (const address of row.ipv6Addresses) taken.add(canonical(address));
    }
    this.#taken.set(id, taken);
    return taken;
  }
}

const blocksOf = ({ cidrBlock, ipv6CidrBlocks }: Subnet, isV4: boolean): readonly string[] =>
  isV4 ? (cidrBlock === undefined ? [] : [cidrBlock]) : ipv6CidrBlocks;

/** EC2 keeps the first four addresses and the last one for itself (VPC user guide, "Subnet sizing"). */
const usable = ({ first, last }: Range): Range => ({ first: first + 4n, last: last - 1n });

/** A locally administered address (02:…), derived from the id. */
export function macAddress(id: string): string {
  const digest = createHash('sha256').update(id).digest('hex');
  return ['02', ...(digest.slice(0, 10).match(/../g) ?? [])].join(':');
}
