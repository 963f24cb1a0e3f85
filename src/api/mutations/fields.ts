/** Schemas for the fields of inputs, with limits that neither EC2's API model nor the SDK contains. */
import { isIP } from 'node:net';
import * as z from 'zod';
import { isText, textRule } from '../../ec2/text.ts';
import { maxInt, type Range, ruleRanges } from '../../mirroring/ranges.ts';
import { expectedId, type IdKind, parseId } from '../ids.ts';

/** An integer from `min` to `max`. GraphQL has already refused anything but 32-bit integers. */
export const integer = ({ min, max }: Range) => {
  const message = max === maxInt ? `must be ${min} or more` : `must be from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
};

/** The AWS ID, ARN or global ID of a resource. The output is the AWS ID. */
export const named = (kind: IdKind) =>
  z.string().transform((text, check) => {
    const resource = parseId(kind, text);
    if (resource !== undefined) return resource.id;
    check.addIssue({ code: 'custom', message: expectedId(kind) });
    return z.NEVER;
  });

/** Text whose characters EC2 can return. */
export const text = z.string().refine(isText, textRule);

/** What EC2 accepts as a tag key (EC2 user guide, "Tag restrictions"). */
export const tagKey = text
  .refine((key) => key.length >= 1 && [...key].length <= 127, 'must have 1 to 127 characters')
  .refine((key) => !key.toLowerCase().startsWith('aws:'), 'must not begin with aws:, which AWS reserves');

const tag = z.object({
  key: tagKey,
  value: text.refine((value) => [...value].length <= 256, 'must have at most 256 characters'),
});

/** The tags of one resource: at most 50, with different keys. */
export const tags = z
  .array(tag)
  .max(50, 'must not have more than 50 entries')
  .superRefine((list, check) => {
    const seen = new Set<string>();
    for (const [index, { key }] of list.entries()) {
      if (seen.has(key))
        check.addIssue({ code: 'custom', path: [index, 'key'], message: 'must not appear twice' });
      seen.add(key);
    }
  });

const port = integer(ruleRanges.port);

export const portRange = z
  .object({ fromPort: port, toPort: port })
  .refine(({ fromPort, toPort }) => fromPort <= toPort, {
    path: ['toPort'],
    message: 'must not be less than fromPort',
  });

/** A CIDR block. Host bits are accepted, because it is not known whether EC2 clears them. */
export const cidrBlock = z
  .string()
  .refine(
    (block) => ipVersion(block) !== undefined,
    'must be a CIDR block, for example 10.0.0.0/8 or 2001:db8::/32',
  );

/** 4 or 6. Undefined: not a CIDR block. */
export function ipVersion(block: string): 4 | 6 | undefined {
  const [, address = '', length = ''] = /^([0-9a-fA-F.:]+)\/(0|[1-9]\d{0,2})$/.exec(block) ?? [];
  const version = isIP(address);
  if (version === 4 && Number(length) <= 32) return 4;
  return version === 6 && Number(length) <= 128 ? 6 : undefined;
}

/** The caller's own key that makes retrying a create safe. */
export const idempotencyKey = text.refine(
  (key) => key.length >= 1 && [...key].length <= 128,
  'must have 1 to 128 characters',
);
