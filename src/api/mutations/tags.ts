/** `tagTrafficMirrorResources`: at most two EC2 calls. If only the first succeeds, the error says so. */
import * as z from 'zod';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import { createTags, deleteTags } from '../../ec2/changes/tags.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TagRecord } from '../../ec2/tags.ts';
import type { TagTrafficMirrorResourcesInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { expectedMirrorId, parseMirrorId } from '../ids.ts';
import { readAny } from '../loaders.ts';
import { elsewhere, scopeOfAny } from '../scoping.ts';
import { fromThrown, inputError, type Problem, type UserError } from '../userErrors.ts';
import { type Refusal, recordAttempt } from './approval.ts';
import { change } from './change.ts';
import { tagKey, tags } from './fields.ts';
import { checkInput, type Origin, originOf } from './inputs.ts';
import { keysIn, refuseOwnTags } from './ownTags.ts';
import { type Report, refused } from './payload.ts';

const mirrorId = z.string().transform((text, check) => {
  const resource = parseMirrorId(text);
  if (resource !== undefined) return resource.id;
  check.addIssue({ code: 'custom', message: expectedMirrorId() });
  return z.NEVER;
});

const schema = z.object({
  resourceIds: z
    .array(mirrorId)
    .min(1, 'must have 1 to 1000 entries')
    .max(1_000, 'must have 1 to 1000 entries'),
  add: tags.default([]),
  removeKeys: z.array(tagKey).max(50, 'must not have more than 50 entries').default([]),
});

type TagStep = (options: ChangeOptions) => Promise<Outcome<true>>;

/** A change of tags whose input was checked. */
export interface TagChange {
  readonly scope: Ec2Scope;
  /** AWS IDs, each once. */
  readonly ids: readonly string[];
  /** The same in the order of the input, which may repeat some. */
  readonly given: readonly string[];
  readonly add: readonly TagRecord[];
  readonly removeKeys: readonly string[];
}

export interface TagResult extends Partial<Report<true>> {
  readonly userErrors: UserError[];
  /** The resources that were changed. They are read only if the query selects them. */
  readonly changed?: { readonly scope: Ec2Scope; readonly ids: readonly string[] } | undefined;
}

/** Checks the input of `tagTrafficMirrorResources`. */
export function checkTags(context: GatewayContext, { path, input }: Origin<TagTrafficMirrorResourcesInput>) {
  const named = input.resourceIds.map(parseMirrorId);
  const inScope = { ...input, scope: scopeOfAny(context.scopes, input.scope, named) ?? null };
  const origin = { path, input: inScope };
  const checked = checkInput(context, origin, {
    schema,
    crossChecks: (given) => crossChecks(context, given),
  });
  if ('userErrors' in checked) return checked;
  const { scope, value } = checked;
  const ids = [...new Set(value.resourceIds)];
  return { scope, ids, given: value.resourceIds, add: value.add, removeKeys: [...new Set(value.removeKeys)] };
}

/** Why the gateway's own policy forbids it. Undefined: it does not. */
export const refuseTags = ({ ids, add, removeKeys }: TagChange): Refusal | undefined =>
  refuseOwnTags(
    [...keysIn('add', add), ...removeKeys.map((key, index) => [['removeKeys', index], key] as const)],
    ids,
  );

/** The one or two EC2 calls that a change of tags needs, in order. */
export function tagSteps({ scope, ids, add, removeKeys }: TagChange): readonly [TagStep, TagStep?] {
  const adding: TagStep = (options) => createTags(scope, ids, add, options);
  const removing: TagStep = (options) =>
    deleteTags(
      scope,
      ids,
      removeKeys.map((key) => ({ key })),
      options,
    );
  if (add.length === 0) return [removing];
  return removeKeys.length === 0 ? [adding] : [adding, removing];
}

export async function tagResources(
  context: GatewayContext,
  input: TagTrafficMirrorResourcesInput,
): Promise<TagResult> {
  const origin = originOf(input);
  const checked = checkTags(context, origin);
  if ('userErrors' in checked) return checked;
  const { scope, ids } = checked;
  const denial = refuseTags(checked);
  if (denial !== undefined) {
    recordAttempt(context, denial);
    return refused(inputError(origin.path, denial));
  }
  const [first, second] = tagSteps(checked);
  let result = await change(context, origin, scope, ids, first);
  const added = result.value;
  if (second !== undefined && result.userErrors.length === 0) {
    result = await change(context, origin, scope, ids, second).catch((error: unknown) =>
      failed(fromThrown(error, origin)),
    );
    if (!input.dryRun) result = { ...result, userErrors: result.userErrors.map(afterAdding) };
  }
  return { ...result, changed: (added ?? result.value) ? { scope, ids } : undefined };
}

const failed = (error: UserError): Report<true> => ({
  ...refused(error),
  awsRequestId: error.awsRequestId ?? undefined,
});

/** Says that the first step succeeded. If the outcome of the second is unknown, tags may have been removed. */
const afterAdding = (error: UserError): UserError => ({
  ...error,
  message:
    error.code === 'OUTCOME_UNKNOWN'
      ? `The tags were added; whether others were removed is not known: ${error.message}`
      : `The tags were added, but none was removed: ${error.message}`,
});

function* crossChecks(context: GatewayContext, given: TagTrafficMirrorResourcesInput): Generator<Problem> {
  yield* elsewhere(context.scopes, given.scope, 'resourceIds', given.resourceIds.map(parseMirrorId));
  const added = new Set((given.add ?? []).map(({ key }) => key));
  for (const [index, key] of (given.removeKeys ?? []).entries()) {
    if (!added.has(key)) continue;
    yield {
      code: 'CONFLICTING_INPUT',
      field: ['removeKeys', index],
      message: `${key} is both added and removed`,
    };
  }
  if (added.size === 0 && (given.removeKeys ?? []).length === 0) {
    yield {
      code: 'NO_CHANGES_REQUESTED',
      field: [],
      message: 'the input changes nothing; name a tag to add or remove',
    };
  }
}

export const readEach = (context: GatewayContext, scope: Ec2Scope, ids: readonly string[]) =>
  Promise.all(ids.map((id) => readAny(context.loaders(scope), id)));

/** Reads the changed resources, with their current tags. */
export async function readChanged(context: GatewayContext, { changed }: TagResult) {
  if (changed === undefined) return null;
  const { scope, ids } = changed;
  const found = await readEach(context, scope, ids);
  return found.filter((resource) => resource !== null);
}
