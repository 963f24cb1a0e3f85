/** The kinds of values in a network description, each with what it must be. */
import * as z from 'zod';
import { type IdKind, isId } from '../../ids.ts';
import { canonicalBlock } from '../../network/addresses.ts';
import { cidrFamily } from '../../network/cidr.ts';

/** An id with this prefix; what it names must exist, which `references.ts` checks. */
export const idWith = (prefix: string) =>
  z.string().refine((text) => isId(prefix, text), {
    error: `must be ${prefix}- and 8 or 17 digits from 0-9a-f`,
  });
export const id = (kind: IdKind) => idWith(kind.prefix);
export const ids = (kind: IdKind) => z.array(id(kind)).default([]);

const cidr = (...families: (4 | 6 | undefined)[]) =>
  z.string().refine((text) => cidrFamily(text) !== undefined && families.includes(cidrFamily(text)), {
    error: `must be a CIDR block of IPv${families.join(' or IPv')}`,
  });
export const ipv4Block = cidr(4);
export const ipv6Block = cidr(6);
export const block = cidr(4, 6);
/** A CIDR block or an id with one of these prefixes. */
export const blockOr = (...prefixes: string[]) =>
  z.string().refine((text) => cidrFamily(text) !== undefined || prefixes.some((one) => isId(one, text)), {
    error: `must be a CIDR block or the id of one of: ${prefixes.join(', ')}`,
  });

/** Who a rule of a security group admits; blocks in the form that EC2 keeps. */
export const peer = blockOr('sg', 'pl').transform((text) =>
  cidrFamily(text) === undefined ? text : canonicalBlock(text),
);

export const accountId = z.string().regex(/^\d{12}$/, 'must be 12 digits');
export const time = z.iso.datetime({ error: 'must be a time such as 2026-03-02T08:00:00Z' });
export const description = z.string().max(1024);
export const direction = z.enum(['ingress', 'egress']);
export const port = z.int().min(0).max(65_535);

/** EC2 limits keys to 127 characters and values to 256. */
export const tags = z
  .record(z.string().min(1).max(127), z.string().max(256))
  .default({})
  .transform((given) => Object.entries(given).map(([key, value]) => ({ key, value })));

/** The protocols that have names, by IANA number. EC2 shows names in security groups and numbers in network ACLs. */
const protocolNames: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };
const protocolNumbers = Object.fromEntries(Object.entries(protocolNames).map(([n, name]) => [name, n]));
const protocol = z
  .string()
  .regex(
    /^(-1|\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]|icmp|icmpv6|tcp|udp)$/,
    'must be tcp, udp, icmp, icmpv6, a number from 0 to 255 or -1 for all',
  )
  .default('-1');
export const namedProtocol = protocol.transform((text) => protocolNames[text] ?? text);
export const numberedProtocol = protocol.transform((text) => protocolNumbers[text] ?? text);
