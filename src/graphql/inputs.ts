/** Checks mutation inputs: every problem of an input is found before EC2 is asked, and each has the path of its field. */
import { z } from 'zod';
import type { Ec2Scope } from '../ec2/clients.ts';
import type { TrafficMirrorErrorCode } from '../generated/graphql.ts';
import { inputError, type UserError } from './errors.ts';
import { expectedId, type IdKind, parseId } from './ids.ts';

/** A whole number in a closed range. GraphQL has already refused what is no 32-bit integer. */
export const integer = (min: number, max: number) =>
  z
    .int(`must be from ${min} to ${max}`)
    .min(min, `must be from ${min} to ${max}`)
    .max(max, `must be from ${min} to ${max}`);

/** A name of a resource: AWS ID, ARN or global ID. */
export const named = (kind: IdKind) =>
  z.string().transform((text, check) => {
    const resource = parseId(kind, text);
    if (resource !== undefined) return resource;
    check.addIssue({ code: 'custom', message: expectedId(kind) });
    return z.NEVER;
  });

/** Free text. XML 1.0 has no place for control characters, so EC2 could not give them back. */
export const text = z
  .string()
  .refine((value) => !hasControlCharacter(value), 'must not contain control characters');

const hasControlCharacter = (value: string) =>
  [...value].some((character) => character < ' ' && !'\t\n\r'.includes(character));

/** A name that also says an account and a Region must say the ones of the scope. */
export function* outOfScope(
  scope: Ec2Scope,
  kind: IdKind,
  name: string,
  path: readonly PropertyKey[],
): Generator<UserError> {
  const { accountId = scope.accountId, region = scope.region } = parseId(kind, name) ?? {};
  if (accountId === scope.accountId && region === scope.region) return;
  const message = `${String(path.at(-1))} is of account ${accountId} in ${region}; this gateway works in account ${scope.accountId} in ${scope.region}`;
  yield problem('INVALID_INPUT', path, message);
}

export type Checked<Value> =
  | { readonly value: Value; readonly warnings: string[] }
  | { readonly userErrors: UserError[]; readonly warnings: string[] };

/**
 * Checks an input against a schema.
 *
 * A null means the same as leaving the field out, and is worth a warning: EC2 has no null, so who sends one may expect a reset.
 *
 * @param crossChecks problems that lie between fields; they are looked for whatever the single fields hold.
 */
export function checkInput<Schema extends z.ZodType, Input extends object>(
  schema: Schema,
  input: Input,
  crossChecks: (given: Input) => Iterable<UserError>,
  path: readonly PropertyKey[] = ['input'],
): Checked<z.output<Schema>> {
  const entries = Object.entries(input);
  const given = Object.fromEntries(entries.filter(([, value]) => value !== null));
  const warnings = entries
    .filter(([, value]) => value === null)
    .map(([name]) => `${name}: null was read as not given, so it stays as it is.`);
  const parsed = schema.safeParse(given);
  const userErrors = [
    ...(parsed.error?.issues ?? []).map((issue) => fromIssue(issue, path)),
    ...crossChecks(given as Input),
  ];
  return parsed.success && userErrors.length === 0
    ? { value: parsed.data, warnings }
    : { userErrors, warnings };
}

function fromIssue(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): UserError {
  const name = issue.path.findLast((part) => typeof part === 'string') ?? path.at(-1);
  return problem('INVALID_INPUT', [...path, ...issue.path], `${String(name)} ${issue.message}`);
}

export function problem(
  code: TrafficMirrorErrorCode,
  field: readonly PropertyKey[],
  message: string,
): UserError {
  return inputError(code, field, `${message}.`);
}
