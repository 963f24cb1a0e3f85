/** What all creates share: policy, client token and report. */
import { createHash, randomUUID } from 'node:crypto';
import type { CreateOptions } from '../../ec2/changes/create.ts';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import { inputError, type Problem } from '../userErrors.ts';
import { change } from './change.ts';
import { type Finding, knownProblems } from './foreseen.ts';
import { type Checked, originOf } from './inputs.ts';

interface CreateInput {
  readonly dryRun?: boolean;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Creates one resource and reports on it.
 *
 * @param operation the name of the mutation, which is part of the client token.
 * @param checked the result of checking the input.
 * @param refuse returns why the gateway's own policy forbids it, or undefined.
 * @param partOf returns the id of the resource that it becomes a part of, which is locked.
 * @param lookAround looks for what EC2 may refuse, when its dry run does not.
 */
export async function createOne<Value, Created>(
  context: GatewayContext,
  operation: string,
  input: CreateInput,
  checked: Checked<Value>,
  create: (scope: Ec2Scope, value: Value, options: CreateOptions) => Promise<Outcome<Created>>,
  {
    refuse,
    partOf,
    lookAround,
  }: {
    readonly refuse?: (scope: Ec2Scope, value: Value) => Problem | undefined | Promise<Problem | undefined>;
    readonly partOf?: (value: Value) => string;
    readonly lookAround?: (scope: Ec2Scope, value: Value) => Promise<Finding>[];
  } = {},
) {
  if ('userErrors' in checked) return { ...checked, value: null };
  const { scope, value, warnings } = checked;
  const denial = await refuse?.(scope, value);
  if (denial !== undefined) {
    const { input: _, path } = originOf(input);
    return { value: null, warnings, userErrors: [inputError(path, denial)] };
  }
  const isRepeatable = typeof input.idempotencyKey === 'string';
  const clientToken = toClientToken(scope, context.actor, operation, input.idempotencyKey);
  const result = await change(
    context,
    originOf(input),
    scope,
    partOf === undefined ? [] : [partOf(value)],
    (options) => create(scope, value, { ...options, clientToken, mayBeReplay: isRepeatable }),
    async () => knownProblems(lookAround?.(scope, value) ?? [], warnings),
  );
  const userErrors = result.userErrors.map((error) =>
    error.code === 'OUTCOME_UNKNOWN' ? { ...error, retryable: isRepeatable } : error,
  );
  return { ...result, userErrors, warnings, clientToken };
}

/**
 * EC2's `ClientToken`. The same idempotency key of the same caller always gives the same token, across restarts and replicas and without
 * storage. Without a key, the token is random.
 */
function toClientToken(
  { accountId, region }: Ec2Scope,
  actor: string,
  operation: string,
  key: string | null | undefined,
): string {
  if (typeof key !== 'string') return randomUUID();
  const parts = ['v1', accountId, region, actor, operation, key];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
