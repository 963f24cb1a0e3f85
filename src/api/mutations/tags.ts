/** `tagTrafficMirrorResources`: at most two EC2 calls. If only the first succeeds, the error says so. */
import * as z from 'zod';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import { createTags, deleteTags } from '../../ec2/changes/tags.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TagTrafficMirrorResourcesInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { expectedMirrorId, parseMirrorId } from '../ids.ts';
import { readAny } from '../loaders.ts';
import { chooseScope } from '../scoping.ts';
import { fromThrown, type Problem, type UserError } from '../userErrors.ts';
import { change } from './change.ts';
import { tagKey, tags } from './fields.ts';
import { type Finding, knownProblems } from './foreseen.ts';
import { checkInput, notFound, originOf } from './inputs.ts';
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

export interface TagResult extends Partial<Report<true>> {
  readonly userErrors: UserError[];
  /** The resources that were changed. They are read only if the query selects them. */
  readonly changed?: { readonly scope: Ec2Scope; readonly ids: readonly string[] } | undefined;
}

export async function tagResources(
  context: GatewayContext,
  input: TagTrafficMirrorResourcesInput,
): Promise<TagResult> {
  const origin = originOf(withScope(context, input));
  const checked = checkInput(context, origin, {
    schema,
    crossChecks: (given) => crossChecks(context, given),
  });
  if ('userErrors' in checked) return checked;
  const { scope, value } = checked;
  const { resourceIds, add } = value;
  const removeKeys = [...new Set(value.removeKeys)];
  const ids = [...new Set(resourceIds)];
  const foresee = () => knownProblems([lookAtResources(context, scope, ids, resourceIds)]);
  const step = (send: (options: ChangeOptions) => Promise<Outcome<true>>, isLast: boolean) => () =>
    // Problems found at the first step would stop the second from being sent to EC2.
    change(context, origin, scope, ids, send, isLast ? foresee : undefined);
  const isAdding = add.length > 0;
  const isRemoving = removeKeys.length > 0;
  const [first, second] = [
    ...(isAdding ? [step((options) => createTags(scope, ids, add, options), !isRemoving)] : []),
    ...(isRemoving ? [step((options) => deleteTags(scope, ids, removeKeys, options), true)] : []),
  ];
  let result = await first?.();
  const added = result?.value ?? null;
  if (second !== undefined && result?.userErrors.length === 0) {
    result = await second().catch((error: unknown) => failed(fromThrown(error, origin)));
    if (!input.dryRun) result = { ...result, userErrors: result.userErrors.map(afterAdding) };
  }
  return { userErrors: [], ...result, changed: (added ?? result?.value) ? { scope, ids } : undefined };
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

/** Without a `scope`, the scope of the first resource whose name contains one is used. */
function withScope(
  context: GatewayContext,
  input: TagTrafficMirrorResourcesInput,
): TagTrafficMirrorResourcesInput {
  if (input.scope) return input;
  for (const text of input.resourceIds) {
    const { accountId, ownerId, region } = parseMirrorId(text) ?? {};
    if (region === undefined) continue;
    return { ...input, scope: { accountId: accountId ?? ownerId ?? context.scopes.home.accountId, region } };
  }
  return input;
}

function* crossChecks(context: GatewayContext, given: TagTrafficMirrorResourcesInput): Generator<Problem> {
  for (const [index, text] of given.resourceIds.entries()) {
    const resource = parseMirrorId(text);
    if (resource?.region === undefined) continue;
    const scope = chooseScope(context.scopes, given.scope, resource);
    if (typeof scope === 'string')
      yield { code: 'INVALID_INPUT', field: ['resourceIds', index], message: scope };
  }
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

const readEach = (context: GatewayContext, scope: Ec2Scope, ids: readonly string[]) =>
  Promise.all(ids.map((id) => readAny(context.loaders(scope), id)));

/** Reads the changed resources, with their current tags. */
export async function readChanged(context: GatewayContext, { changed }: TagResult) {
  if (changed === undefined) return null;
  const { scope, ids } = changed;
  const found = await readEach(context, scope, ids);
  return found.filter((resource) => resource !== null);
}

/** Looks for the resources. @param given the ids in the order of the input, which may repeat some. */
async function lookAtResources(
  context: GatewayContext,
  scope: Ec2Scope,
  ids: readonly string[],
  given: readonly string[],
): Promise<Finding> {
  const found = await readEach(context, scope, ids);
  const missing = ids.filter((_, index) => found[index] === null);
  const problems = missing.map(
    (id): Problem => ({
      ...notFound('resourceIds', id),
      field: ['resourceIds', given.indexOf(id)],
    }),
  );
  return { problems };
}
