/** IP addresses and CIDR blocks as numbers. Of a block, host bits are ignored. */

export type Family = 4 | 6;

/** An address or a port as a number. Only IPv6 needs a bigint, and comparing numbers is several times faster. */
export type Position = number | bigint;

/** All positions from one on and before another. */
export interface Interval {
  readonly from: Position;
  /** Not included. */
  readonly end: Position;
}

export interface Address {
  readonly family: Family;
  readonly value: Position;
}

export interface Block extends Interval {
  readonly family: Family;
}

/** All addresses of a family. */
export const allAddresses: Readonly<Record<Family, Interval>> = {
  4: { from: 0, end: 2 ** 32 },
  6: { from: 0n, end: 1n << 128n },
};

/** One address alone, or one number. */
export const only = (value: Position): Interval => ({
  from: value,
  end: typeof value === 'bigint' ? value + 1n : value + 1,
});

/** @returns undefined if the text is no address. A zone, as in `fe80::1%eth0`, is no part of an address here. */
export function parseAddress(text: string): Address | undefined {
  const family = text.includes(':') ? 6 : 4;
  const value = family === 6 ? parseV6(text) : parseV4(text);
  return value === undefined ? undefined : { family, value };
}

/** @returns undefined if the text is no CIDR block. */
export function parseBlock(text: string | undefined): Block | undefined {
  const [, start = '', digits = ''] = /^([^/]*)\/(0|[1-9]\d{0,2})$/.exec(text ?? '') ?? [];
  const address = parseAddress(start);
  if (address === undefined) return undefined;
  const { family, value } = address;
  const hostBits = (family === 4 ? 32 : 128) - Number(digits);
  if (hostBits < 0) return undefined;
  if (typeof value === 'bigint') {
    const size = 1n << BigInt(hostBits);
    const from = value - (value % size);
    return { family, from, end: from + size };
  }
  const size = 2 ** hostBits;
  const from = value - (value % size);
  return { family, from, end: from + size };
}

/** Whether the address is in the block. */
export const includes = ({ family, from, end }: Block, address: Address): boolean =>
  family === address.family && from <= address.value && address.value < end;

/** Whether the block contains the address. A text that is no block contains none. */
export function blockContains(text: string | undefined, address: Address): boolean {
  const block = parseBlock(text);
  return block !== undefined && includes(block, address);
}

/** How long the prefix of a block is; -1 if the text is no block. */
export function prefixLength(text: string | undefined): number {
  return parseBlock(text) === undefined ? -1 : Number(text?.split('/')[1]);
}

function parseV4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  const valid = parts?.every((part) => Number(part) < 256 && (part.length === 1 || !part.startsWith('0')));
  return valid ? parts?.reduce((value, part) => value * 256 + Number(part), 0) : undefined;
}

/** RFC 4291, section 2.2: eight words, a run of zeros may be `::`, and the last two may be written as an IPv4 address. */
function parseV6(text: string): bigint | undefined {
  const [, start = text, end] = /^(.*:)([\d.]+\.\d+)$/.exec(text) ?? [];
  const last = end === undefined ? undefined : parseV4(end);
  if (end !== undefined && last === undefined) return undefined;
  const hex =
    last === undefined
      ? start
      : `${start}${Math.floor(last / 65_536).toString(16)}:${(last % 65_536).toString(16)}`;
  const [left = [], right, ...more] = hex.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - (right ?? []).length;
  if (more.length > 0 || (right === undefined ? missing !== 0 : missing < 1)) return undefined;
  const words = [...left, ...Array<string>(missing).fill('0'), ...(right ?? [])];
  return words.every((word) => /^[\da-f]{1,4}$/i.test(word))
    ? BigInt(`0x${words.map((word) => word.padStart(4, '0')).join('')}`)
    : undefined;
}
