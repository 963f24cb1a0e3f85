/** What all deletes share: the check of the id, and the sessions that block the deletion. */
import * as z from 'zod';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { RemoveOptions } from '../../ec2/changes/remove.ts';
import type { ResourceKind } from '../../ec2/reads/kind.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { AwsScopeInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { type IdKind, toGlobalId } from '../ids.ts';
import { inputError, type Problem } from '../userErrors.ts';
import { changeOne, missing } from './change.ts';
import { named } from './fields.ts';
import { checkInput, originOf } from './inputs.ts';

type DeleteInput<Field extends string> = { readonly [Name in Field]: string } & {
  readonly dryRun?: boolean;
  readonly ifVersion?: string | null;
  readonly scope?: AwsScopeInput | null;
};

interface Deletion<Field extends string, Item, Current> {
  readonly field: Field;
  readonly idKind: IdKind;
  readonly noun: string;
  readonly kind: ResourceKind<Item, Current>;
  readonly versionOf?: (current: Current) => string;
  readonly remove: (scope: Ec2Scope, id: string, options: RemoveOptions) => Promise<Outcome<string>>;
  /** The loader of the sessions that use the resource. Absent: sessions do not use this kind. */
  readonly usedBy?: 'sessionsByTarget' | 'sessionsByFilter';
}

/** Deletes one resource and reports on it. `value` is the AWS ID of the deleted resource, `deletedId` its global ID. */
export async function deleteOne<Field extends string, Item, Current>(
  context: GatewayContext,
  input: DeleteInput<Field>,
  { field, idKind, remove, usedBy, ...resource }: Deletion<Field, Item, Current>,
) {
  const origin = originOf(input);
  const schema = z.object({ [field]: named(idKind) });
  const checked = checkInput(context, origin, { schema, subject: [field, idKind] });
  if ('userErrors' in checked) return { ...checked, value: null, deletedId: null };
  const { scope, warnings } = checked;
  const id = String(checked.value[field]);
  const subject = { scope, id, field, ...resource };
  const changed = await changeOne(context, origin, subject, async (current, options) => {
    // Whether it was there tells a delete whose answer was lost from one that had nothing to delete.
    const before = await current().catch(() => undefined);
    if (before === null && options.dryRun) return missing(subject, origin.path);
    const wasThere = before != null || scope.recent.isNew(id);
    const outcome = await remove(scope, id, { ...options, wasThere });
    if (outcome.kind === 'refused' && outcome.failure.ambiguous) warnings.push(maybeDeleted);
    return outcome;
  });
  const result = { ...changed, deletedId: changed.value && toGlobalId(scope, changed.value) };
  if (usedBy === undefined) return { ...result, warnings };
  const isRefused = result.userErrors.some(({ code }) => code === 'IN_USE');
  // EC2's dry run is not known to check whether sessions use the resource.
  const isForeseen = result.dryRun?.verdict === 'PERMITTED';
  if (!isRefused && !isForeseen) return { ...result, warnings };
  // A failure to read the sessions must not hide that the deletion was refused.
  const blockedBy = await context
    .loaders(scope)
    [usedBy].load(id)
    .catch(() => null);
  if (isForeseen && blockedBy === null) warnings.push('Whether sessions use it could not be checked.');
  if (isForeseen && !blockedBy?.length) return { ...result, warnings };
  const problem = inputError(origin.path, inUse(field, blockedBy ?? []));
  const __typename = 'TrafficMirrorInUseError';
  const inUseError = { ...result.userErrors[0], ...problem, __typename, blockedBy };
  return { ...result, userErrors: [inUseError], warnings };
}

const maybeDeleted =
  'The first attempt got no answer, and then EC2 did not have it: whether this request deleted it is not known.';

/** How many ids a message lists. */
const maxListed = 10;

/** @param sessions empty when they could not be read. */
function inUse(field: string, sessions: readonly TrafficMirrorSessionRecord[]): Problem {
  const ids = sessions.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
  const more = ids.length > maxListed ? ` and ${ids.length - maxListed} more` : '';
  const users = ids.length === 1 ? '1 session uses' : `${ids.length || 'some'} sessions use`;
  const list = ids.length === 0 ? '' : `: ${ids.slice(0, maxListed).join(', ')}${more}`;
  return { code: 'IN_USE', field: [field], message: `${users} it${list}` };
}
