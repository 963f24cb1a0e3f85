/** IP addresses and CIDR blocks as numbers. Of a block, host bits are ignored. */

export type Family = 4 | 6;

/** All numbers from one to another, both included. */
export interface Interval {
  readonly from: bigint;
  readonly to: bigint;
}

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

export interface Block extends Interval {
  readonly family: Family;
}

const bits: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

/** All addresses of a family. */
export const allAddresses: Readonly<Record<Family, Interval>> = {
  4: { from: 0n, to: (1n << 32n) - 1n },
  6: { from: 0n, to: (1n << 128n) - 1n },
};

export const only = (value: bigint): Interval => ({ from: value, to: value });

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
  const hostBits = BigInt(bits[address.family] - Number(digits));
  if (hostBits < 0n) return undefined;
  const from = (address.value >> hostBits) << hostBits;
  return { family: address.family, from, to: from + (1n << hostBits) - 1n };
}

/** Whether the block contains the address. A text that is no block contains none. */
export function blockContains(text: string | undefined, { family, value }: Address): boolean {
  const block = parseBlock(text);
  return block?.family === family && block.from <= value && value <= block.to;
}

/** How long the prefix of a block is; -1 if the text is no block. */
export function prefixLength(text: string | undefined): number {
  return parseBlock(text) === undefined ? -1 : Number(text?.split('/')[1]);
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  const valid = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return valid && parts.length === 4 ? joined(parts.map(BigInt), 8n) : undefined;
}

/** RFC 4291, section 2.2: eight words, a run of zeros may be `::`, and the last two may be written as an IPv4 address. */
function parseV6(text: string): bigint | undefined {
  const [, start = text, end] = /^(.*:)([\d.]+\.\d+)$/.exec(text) ?? [];
  const last = end === undefined ? undefined : parseV4(end);
  if (end !== undefined && last === undefined) return undefined;
  const hex =
    last === undefined ? start : `${start}${(last >> 16n).toString(16)}:${(last & 65535n).toString(16)}`;
  const [left = [], right, ...more] = hex.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - (right ?? []).length;
  if (more.length > 0 || (right === undefined ? missing !== 0 : missing < 1)) return undefined;
  const words = [...left, ...Array<string>(missing).fill('0'), ...(right ?? [])];
  return words.every((word) => /^[\da-f]{1,4}$/i.test(word))
    ? joined(
        words.map((word) => BigInt(`0x${word}`)),
        16n,
      )
    : undefined;
}

const joined = (parts: readonly bigint[], width: bigint) =>
  parts.reduce((value, part) => (value << width) | part, 0n);
