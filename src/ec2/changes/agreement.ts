/** Whether what EC2 answered agrees with what it was asked. */
import { BlockList, isIPv6 } from 'node:net';

/**
 * Whether a record has what was asked for in these properties. Undefined asks for nothing; EC2 may return an empty description as none,
 * and it may clear the host bits of a CIDR block.
 */
export function hasValues<Name extends string>(
  record: { readonly [Property in Name]?: unknown },
  expected: { readonly [Property in Name]?: unknown },
  names: readonly Name[],
): boolean {
  return names.every(
    (name) => expected[name] === undefined || isSame(name, record[name] ?? '', expected[name]),
  );
}

/** Whether a created record has nothing in these properties that was not asked for. */
export function lacksOthers<Name extends string>(
  record: { readonly [Property in Name]?: unknown },
  expected: { readonly [Property in Name]?: unknown },
  names: readonly Name[],
): boolean {
  return names.every((name) => expected[name] !== undefined || (record[name] ?? '') === '');
}

function isSame(name: string, value: unknown, expected: unknown): boolean {
  if (typeof value === 'string' && typeof expected === 'string')
    return value === expected || (name.endsWith('CidrBlock') && isSameBlock(value, expected));
  return JSON.stringify(value) === JSON.stringify(expected);
}

function isSameBlock(left: string, right: string): boolean {
  const [address = '', length] = left.split('/');
  const [otherAddress = '', otherLength] = right.split('/');
  if (length === undefined || length !== otherLength || isIPv6(address) !== isIPv6(otherAddress))
    return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  try {
    const block = new BlockList();
    block.addSubnet(address, Number(length), family);
    return block.check(otherAddress, family);
  } catch {
    // Neither is a block.
    return false;
  }
}
