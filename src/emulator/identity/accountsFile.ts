/** The accounts file: the access keys that are known, and the roles that they may assume. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { shapeProblems, toLine, twice } from '../problems.ts';
import type { AccessKey, Role } from './callers.ts';

const account = z.string().regex(/^\d{12}$/, 'must be 12 digits');
const arn = (pattern: RegExp, example: string) =>
  z.string().regex(pattern, `must be an ARN such as ${example}`);

const shape = z.strictObject({
  accessKeys: z
    .array(
      z.strictObject({
        // The length is that of IAM's API reference; signatures separate the id by a slash.
        id: z.string().regex(/^\w{16,128}$/, 'must be 16 to 128 letters and digits'),
        secretAccessKey: z.string().min(1, 'must not be empty'),
        accountId: account,
        arn: arn(/^arn:aws[a-z-]*:(iam|sts)::\d{12}:\S+$/, 'arn:aws:iam::123456789012:user/alice').optional(),
      }),
    )
    .min(1, 'must have at least one access key'),
  roles: z
    .array(
      z.strictObject({
        arn: arn(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'arn:aws:iam::123456789012:role/mirroring'),
        externalId: z.string().min(2).max(1224).optional(),
      }),
    )
    .default([]),
});

export interface Accounts {
  /** Access keys by id; all have secrets. */
  readonly accounts: Readonly<Record<string, AccessKey>>;
  /** Roles by ARN. */
  readonly roles: Readonly<Record<string, Role>>;
}

/**
 * @throws Error with a line for every problem, if the file cannot be read, or anything in it is not what it must be. No line
 * shows a value of the file.
 */
export function readAccounts(path: string): Accounts {
  const { data, error } = shape.safeParse(parseJson(path));
  const problems = [
    ...(error?.issues ?? []).flatMap(shapeProblems),
    ...(data === undefined ? [] : [...ownerProblems(data), ...twiceProblems(data)]),
  ];
  if (data === undefined || problems.length > 0) throw new Error(problems.map(toLine(path)).join('\n'));
  return {
    accounts: Object.fromEntries(data.accessKeys.map(({ id, ...key }) => [id, key])),
    roles: Object.fromEntries(data.roles.map(({ arn, ...role }) => [arn, role])),
  };
}

/** The message of JSON.parse would show a part of the file. */
function parseJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`The accounts file cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path}: the file: must be JSON`);
  }
}

type AccountsFile = z.infer<typeof shape>;

const ownerProblems = ({ accessKeys }: AccountsFile) =>
  accessKeys.flatMap(({ arn, accountId }, i) =>
    arn === undefined || arn.includes(`::${accountId}:`)
      ? []
      : [{ path: ['accessKeys', i, 'arn'], message: 'must be of the accountId beside it' }],
  );

const twiceProblems = ({ accessKeys, roles }: AccountsFile) => [
  ...twice(
    accessKeys,
    ['accessKeys'],
    ({ id }) => id,
    (id) => `there is an access key ${id} already`,
  ),
  ...twice(
    roles,
    ['roles'],
    ({ arn }) => arn,
    (arn) => `there is a role ${arn} already`,
  ),
];
