/** Changes the tags of a move with the caller's own credentials, so that CloudTrail names who did it. */
import type { Ec2Scope } from '../../../ec2/scope.ts';
import { type Tagging, tagSessions } from '../../../policies/moveTags.ts';
import type { GatewayContext } from '../../context.ts';
import type { UserError } from '../../userErrors.ts';
import { change } from '../change.ts';
import type { Origin } from '../inputs.ts';

/** @param operation its name, for the audit. @returns why not all of it was done. */
export async function tagAsCaller(
  context: GatewayContext,
  { path }: Origin<object>,
  { scope, operation }: { readonly scope: Ec2Scope; readonly operation: string },
  groups: readonly Tagging[],
): Promise<UserError[]> {
  const errors: UserError[] = [];
  await tagSessions(scope, groups, async (send) => {
    const sent = await change(context, { path, input: {} }, scope, [], (options) =>
      send({ ...options, operation }),
    );
    errors.push(...sent.userErrors);
    return sent.value === true;
  });
  return errors;
}
