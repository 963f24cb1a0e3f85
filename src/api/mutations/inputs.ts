/** Checks mutation inputs: all problems of an input are found before EC2 is called, each with the path of its field. */
import type * as z from 'zod';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { AwsScopeInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { type IdKind, type NamedResource, parseId, type parseLoadBalancer } from '../ids.ts';
import { chooseScope } from '../scoping.ts';
import { fromFailure, inputError, type Problem, type UserError } from '../userErrors.ts';
import { type Resets, readNulls } from './nulls.ts';

/** An input and its path in the request. */
export interface Origin<Input> {
  readonly input: Input;
  readonly path: readonly PropertyKey[];
}

export const originOf = <Input>(input: Input): Origin<Input> => ({ input, path: ['input'] });

type Named<Input> = readonly [field: keyof Input & string, kind: IdKind | typeof parseLoadBalancer];

/** `dryRun` and `ifVersion` take any value, and `checkInput` checks `scope`. */
type Unchecked = 'dryRun' | 'ifVersion' | 'scope';

/** Refuses, at compile time, a schema without a rule for one of the input's fields: zod would drop the field. */
type Complete<Input, Given> = string extends keyof Given
  ? unknown
  : [Exclude<keyof Input, keyof Given | Unchecked>] extends [never]
    ? unknown
    : { readonly missing: Exclude<keyof Input, keyof Given | Unchecked> };

interface Rules<Schema extends z.ZodType, Input> {
  readonly schema: Schema & Complete<Input, z.input<Schema>>;
  /** The field that names the resource that is changed, or on which one is created. Its ARN or global ID also chooses the scope. */
  readonly subject?: Named<Input>;
  /** Fields that name other resources. They must be in the same Region and, unless they can be shared, in the same account. */
  readonly references?: readonly Named<Input>[];
  /** What null resets. Absent: the input modifies nothing. */
  readonly resets?: Resets;
  /** Finds problems between fields. It also runs when single fields are invalid. */
  readonly crossChecks?: (given: Input) => Iterable<Problem>;
}

export type Checked<Value> =
  | { readonly value: Value; readonly scope: Ec2Scope }
  | { readonly userErrors: UserError[] };

interface Scoped {
  readonly scope?: AwsScopeInput | null | undefined;
}

/** Checks an input, chooses its scope, and counts the change against the number that one request may make. */
export function checkInput<Schema extends z.ZodType, Input extends Scoped>(
  { scopes, usage }: GatewayContext,
  { input, path }: Origin<Input>,
  { schema, subject, references = [], resets, crossChecks }: Rules<Schema, Input>,
): Checked<z.output<Schema>> {
  const { given, problems: refusedNulls } = readNulls(input, resets);
  const parsed = schema.safeParse(given);
  const problems: Problem[] = [...refusedNulls, ...(parsed.error?.issues ?? []).map(fromIssue)];

  const name = ([field, kind]: Named<Input>) => {
    const text = String(given[field] ?? '');
    return typeof kind === 'string' ? parseId(kind, text) : kind(text);
  };
  const scope = chooseScope(scopes, given.scope, subject && name(subject));
  if (typeof scope === 'string') {
    problems.push({
      code: 'INVALID_INPUT',
      field: [given.scope ? 'scope' : (subject?.[0] ?? 'scope')],
      message: scope,
    });
  }
  for (const reference of references) {
    const elsewhere =
      typeof scope === 'string' ? undefined : otherScope(scope, name(reference), reference[1]);
    if (elsewhere === undefined) continue;
    problems.push({
      code: 'INVALID_INPUT',
      field: [reference[0]],
      message: `${reference[0]} is ${elsewhere}`,
    });
  }
  problems.push(...crossProblems(refusedNulls.length > 0, crossChecks?.(given) ?? []));
  if (!parsed.success || typeof scope === 'string' || problems.length > 0)
    return { userErrors: problems.map((problem) => inputError(path, problem)) };
  const overLimit = usage.takeChange();
  if (overLimit !== undefined) return { userErrors: [fromFailure(overLimit, { input, path })] };
  return { value: parsed.data, scope };
}

/** That the input would change nothing is not worth saying of one whose nulls were meant to change something. */
const crossProblems = (hasRefusedNulls: boolean, problems: Iterable<Problem>): Problem[] =>
  [...problems].filter(({ code }) => !(hasRefusedNulls && code === 'NO_CHANGES_REQUESTED'));

/** Where a referenced resource is, if the change cannot refer to it there. Targets and interfaces can be shared between accounts. */
function otherScope(
  { accountId, region }: Ec2Scope,
  named: NamedResource | undefined,
  kind: Named<object>[1],
): string | undefined {
  if (named?.region !== undefined && named.region !== region) return `in ${named.region}, not in ${region}`;
  const account = named?.accountId ?? (kind === 'TrafficMirrorFilter' ? named?.ownerId : undefined);
  return account === undefined || account === accountId
    ? undefined
    : `in account ${account}, not in ${accountId}`;
}

function fromIssue(issue: z.core.$ZodIssue): Problem {
  const name = issue.path.findLast((part) => typeof part === 'string') ?? 'input';
  return { code: 'INVALID_INPUT', field: issue.path, message: `${String(name)} ${issue.message}` };
}

/** The problem of a field that names a resource that does not exist. */
export const notFound = (field: string, id: string | undefined): Problem => ({
  code: 'NOT_FOUND',
  field: [field],
  message: `${id} does not exist in this account and Region`,
});
