/** What all deletes share: the check of the id, and the sessions that block the deletion. */
import * as z from 'zod';
import type { Ec2Action } from '../../ec2/actions.ts';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { RemoveOptions } from '../../ec2/changes/remove.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { AwsScopeInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { toGlobalId } from '../ids.ts';
import { type InUseError, inputError, type Problem, type UserError } from '../userErrors.ts';
import { changeOne, type VersionedInput } from './change.ts';
import { named } from './fields.ts';
import { checkInput, type Origin } from './inputs.ts';
import { refused } from './payload.ts';
import type { Subject, SubjectKind } from './subjects.ts';
import { tell, type Warning } from './warnings.ts';

export type DeleteInput<Field extends string> = { readonly [Name in Field]: string } & VersionedInput & {
    readonly scope?: AwsScopeInput | null;
  };

/** One kind of delete. */
export interface Deletion<Field extends string, Current> {
  readonly action: Ec2Action;
  readonly of: SubjectKind<Current> & { readonly field: Field };
  readonly remove: (scope: Ec2Scope, id: string, options: RemoveOptions) => Promise<Outcome<string>>;
  /** The loader of the sessions that use the resource. Absent: sessions do not use this kind. */
  readonly usedBy?: 'sessionsByTarget' | 'sessionsByFilter';
  /** What there is to know about the resource as it is. @param read reads it, at most once. */
  readonly warn?: (
    context: GatewayContext,
    scope: Ec2Scope,
    read: () => Promise<Current | null>,
  ) => Promise<readonly Warning[]>;
}

/** Deletes one resource and reports on it. `value` is the AWS ID of the deleted resource, `deletedId` its global ID. */
export async function deleteOne<Field extends string, Current>(
  context: GatewayContext,
  origin: Origin<DeleteInput<Field>>,
  deletion: Deletion<Field, Current>,
) {
  const subject = checkDeletion(context, origin, deletion);
  if ('userErrors' in subject) return { ...refused(...subject.userErrors), deletedId: null };
  const { scope, id } = subject;
  let warnings: readonly Warning[] = [];
  const result = await changeOne(context, origin, subject, async (current, options) => {
    // Whether it was there tells a delete whose answer was lost from one that had nothing to delete.
    const before = options.dryRun ? undefined : await current().catch(() => undefined);
    const wasThere = before != null || scope.recent.isNew(id);
    warnings = (await deletion.warn?.(context, scope, current)) ?? [];
    const outcome = await deletion.remove(scope, id, { ...options, wasThere });
    if (outcome.kind === 'refused' && outcome.failure.ambiguous) warnings = [...warnings, uncertain];
    return outcome;
  });
  return {
    ...result,
    ...tell(origin.path, warnings),
    userErrors: await withUsers(context, origin, subject, deletion, result.userErrors),
    deletedId: result.value && toGlobalId(scope, result.value),
  };
}

const uncertain: Warning = {
  code: 'DELETION_UNCERTAIN',
  message:
    'The first attempt got no answer, and then EC2 did not have it: whether this request deleted it is not known.',
};

/** @returns what to delete, or what is wrong with the input. */
export function checkDeletion<Field extends string, Current>(
  context: GatewayContext,
  origin: Origin<DeleteInput<Field>>,
  { of: kind }: Deletion<Field, Current>,
): Subject<Current> | { readonly userErrors: UserError[] } {
  const schema = z.object({ [kind.field]: named(kind.idKind) });
  const checked = checkInput(context, origin, { schema, subject: [kind.field, kind.idKind] });
  if ('userErrors' in checked) return checked;
  return { ...kind, scope: checked.scope, id: String(checked.value[kind.field]) };
}

/** Adds the sessions that use the resource to EC2's refusal. */
async function withUsers<Field extends string, Current>(
  { loaders }: GatewayContext,
  { path }: Origin<DeleteInput<Field>>,
  { scope, id, field }: Subject<Current>,
  { usedBy }: Deletion<Field, Current>,
  userErrors: UserError[],
): Promise<UserError[]> {
  const [error] = userErrors;
  if (usedBy === undefined || error?.code !== 'IN_USE') return userErrors;
  // A failure to read the sessions must not hide that the deletion was refused.
  const sessions = await loaders(scope)
    [usedBy].load(id)
    .catch(() => null);
  return [{ ...error, ...inUseError(path, field, sessions) }];
}

/** @param blockedBy null when the sessions could not be read. */
export function inUseError(
  path: readonly PropertyKey[],
  field: string,
  blockedBy: readonly TrafficMirrorSessionRecord[] | null,
): InUseError {
  const __typename = 'TrafficMirrorInUseError';
  return { ...inputError(path, inUse(field, blockedBy ?? [])), __typename, blockedBy };
}

function inUse(field: string, sessions: readonly TrafficMirrorSessionRecord[]): Problem {
  const list = sessions.length === 0 ? '' : `: ${listed(sessions)}`;
  return { code: 'IN_USE', field: [field], message: `${sessionsUse(sessions)} it${list}` };
}

/** How many sessions use something, for a message. @param sessions empty when they could not be read. */
export const sessionsUse = ({ length }: readonly TrafficMirrorSessionRecord[]): string =>
  length === 1 ? '1 session uses' : `${length || 'some'} sessions use`;

/** How many ids a message lists. */
const maxListed = 10;

/** The ids of sessions, for a message. */
export function listed(sessions: readonly TrafficMirrorSessionRecord[]): string {
  const ids = sessions.slice(0, maxListed).map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
  const more = sessions.length > maxListed ? ` and ${sessions.length - maxListed} more` : '';
  return `${ids.join(', ')}${more}`;
}
