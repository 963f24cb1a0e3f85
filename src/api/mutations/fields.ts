/** The kinds of fields that inputs are made of, with the limits that neither EC2's API model nor the SDK holds. */
import { isIP } from 'node:net';
import * as z from 'zod';
import { isText } from '../../ec2/text.ts';
import { expectedId, type IdKind, parseId } from '../ids.ts';

/** A whole number in a closed range. GraphQL has already refused what is no 32-bit integer. */
export const integer = (min: number, max: number) => {
  const message = max === maxInt ? `must be ${min} or more` : `must be from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
};

/** The largest integer of GraphQL, where EC2 documents no upper end. */
export const maxInt = 2_147_483_647;

/** A name of a resource, AWS ID, ARN or global ID; the output is the AWS ID. */
export const named = (kind: IdKind) =>
  z.string().transform((text, check) => {
    const resource = parseId(kind, text);
    if (resource !== undefined) return resource.id;
    check.addIssue({ code: 'custom', message: expectedId(kind) });
    return z.NEVER;
  });

/** Free text, of characters that EC2 can give back. */
export const text = z.string().refine(isText, 'must not contain control characters or halves of characters');

/** What EC2 takes as a tag key (EC2 user guide, "Tag restrictions"). */
export const tagKey = text
  .refine((key) => key.length >= 1 && [...key].length <= 127, 'must have 1 to 127 characters')
  .refine(
    (key) => !key.toLowerCase().startsWith('aws:'),
    'must not begin with aws:, which AWS keeps for itself',
  );

const tag = z.object({
  key: tagKey,
  value: text.refine((value) => [...value].length <= 256, 'must have at most 256 characters'),
});

/** Tags of one resource: at most 50, each key once. */
export const tags = z
  .array(tag)
  .max(50, 'must not have more than 50 entries')
  .superRefine((list, check) => {
    const seen = new Set<string>();
    for (const [index, { key }] of list.entries()) {
      if (seen.has(key))
        check.addIssue({ code: 'custom', path: [index, 'key'], message: 'must not come twice' });
      seen.add(key);
    }
  });

const port = integer(0, 65_535);

export const portRange = z
  .object({ fromPort: port, toPort: port })
  .refine(({ fromPort, toPort }) => fromPort <= toPort, {
    path: ['toPort'],
    message: 'must not be below fromPort',
  });

/** An address block with its prefix length. Whether EC2 clears host bits is not known, so they are let through. */
export const cidrBlock = z
  .string()
  .refine(
    (block) => ipVersion(block) !== undefined,
    'must be a CIDR block, for example 10.0.0.0/8 or 2001:db8::/32',
  );

/** 4 or 6; undefined when it is no CIDR block. */
export function ipVersion(block: string): 4 | 6 | undefined {
  const [, address = '', length = ''] = /^([0-9a-fA-F.:]+)\/(0|[1-9]\d{0,2})$/.exec(block) ?? [];
  const version = isIP(address);
  if (version === 4 && Number(length) <= 32) return 4;
  return version === 6 && Number(length) <= 128 ? 6 : undefined;
}

/** Makes retries of the client's own safe. */
export const idempotencyKey = text.refine(
  (key) => key.length >= 1 && [...key].length <= 128,
  'must have 1 to 128 characters',
);
