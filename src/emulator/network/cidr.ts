/** CIDR blocks: whether a text is one, and its IP family. */
import { isIPv4, isIPv6 } from 'node:net';

/** 4 or 6, or undefined if the text is not a CIDR block. Host bits may be set (our decision). */
export function cidrFamily(text: string): 4 | 6 | undefined {
  const [address = '', length = '', ...rest] = text.split('/', 3);
  if (rest.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  if (isIPv4(address) && Number(length) <= 32) return 4;
  // Node accepts an address with a zone ("fe80::1%eth0"), but a CIDR block has none.
  if (isIPv6(address) && !address.includes('%') && Number(length) <= 128) return 6;
  return undefined;
}
