/** What all creates share: policy, client token and report. */
import { createHash, randomUUID } from 'node:crypto';
import type { Ec2Action } from '../../ec2/actions.ts';
import type { CreateOptions } from '../../ec2/changes/create.ts';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TagRecord } from '../../ec2/tags.ts';
import type { GatewayContext } from '../context.ts';
import { inputError } from '../userErrors.ts';
import { type Refusal, recordAttempt } from './approval.ts';
import { type ChangeInput, change } from './change.ts';
import type { Checked, Origin } from './inputs.ts';
import { keysIn, refuseOwnTags } from './ownTags.ts';
import { refused } from './payload.ts';

export interface CreateInput extends ChangeInput {
  readonly idempotencyKey?: string | null | undefined;
}

/** One kind of create. */
export interface Creation<Input, Value, Created> {
  readonly action: Ec2Action;
  readonly check: (context: GatewayContext, origin: Origin<Input>) => Checked<Value>;
  /** Why the gateway's own policy forbids it, or undefined. Absent: there is no policy. */
  readonly refuse?: (
    context: GatewayContext,
    scope: Ec2Scope,
    value: Value,
  ) => Refusal | undefined | Promise<Refusal | undefined>;
  /** The id of the resource that it becomes a part of, which is locked. */
  readonly partOf?: (value: Value) => string;
  readonly create: (scope: Ec2Scope, value: Value, options: CreateOptions) => Promise<Outcome<Created>>;
}

interface Tagged {
  readonly tags: readonly TagRecord[];
}

/** Why the gateway's own policy forbids a create. Undefined: it does not. */
export const refusalOf = async <Input, Value extends Tagged, Created>(
  context: GatewayContext,
  scope: Ec2Scope,
  { refuse }: Creation<Input, Value, Created>,
  value: Value,
): Promise<Refusal | undefined> =>
  refuseOwnTags(keysIn('tags', value.tags)) ?? refuse?.(context, scope, value);

/** Creates one resource and reports on it. */
export async function createOne<Input extends CreateInput, Value extends Tagged, Created>(
  context: GatewayContext,
  origin: Origin<Input>,
  creation: Creation<Input, Value, Created>,
) {
  const checked = creation.check(context, origin);
  if ('userErrors' in checked) return { ...refused(...checked.userErrors), clientToken: null };
  const { scope, value } = checked;
  const denial = await refusalOf(context, scope, creation, value);
  if (denial !== undefined) {
    recordAttempt(context, denial);
    return { ...refused(inputError(origin.path, denial)), clientToken: null };
  }
  const { partOf } = creation;
  const tokens = tokensOf(context, scope, creation, origin.input);
  const ids = partOf === undefined ? [] : [partOf(value)];
  const result = await change(context, origin, scope, ids, (options) =>
    creation.create(scope, value, { ...options, ...tokens }),
  );
  const userErrors = result.userErrors.map((error) =>
    error.code === 'OUTCOME_UNKNOWN' ? { ...error, retryable: tokens.mayBeReplay } : error,
  );
  return { ...result, userErrors, clientToken: tokens.clientToken };
}

/**
 * EC2's `ClientToken`. The same idempotency key of the same caller always gives the same token, across restarts and replicas and without
 * storage. Without a key, the token is random.
 */
export function tokensOf(
  { actor }: GatewayContext,
  { accountId, region }: Ec2Scope,
  { action }: { readonly action: Ec2Action },
  { idempotencyKey: key }: CreateInput,
): Omit<CreateOptions, keyof ChangeOptions> {
  if (typeof key !== 'string') return { clientToken: randomUUID(), mayBeReplay: false };
  const operation = action[0]?.toLowerCase() + action.slice(1);
  const parts = ['v1', accountId, region, actor, operation, key];
  const clientToken = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return { clientToken, mayBeReplay: true };
}
