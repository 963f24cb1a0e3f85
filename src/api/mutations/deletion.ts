/** What all deletes share: the check of the id, the report, and who stands in the way. */
import * as z from 'zod';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import type { Ec2Scope } from '../../ec2/clients.ts';
import type { AwsScopeInput } from '../../generated/graphql.ts';
import type { GatewayContext } from '../context.ts';
import type { IdKind } from '../ids.ts';
import type { InUseError, UserError } from '../userErrors.ts';
import { named } from './fields.ts';
import { checkInput, originOf } from './inputs.ts';
import { report } from './payload.ts';

type DeleteInput<Field extends string> = { readonly [Name in Field]: string } & {
  readonly dryRun?: boolean;
  readonly scope?: AwsScopeInput | null;
};

interface Deletion<Field extends string> {
  readonly field: Field;
  readonly kind: IdKind;
  readonly remove: (scope: Ec2Scope, id: string, options: ChangeOptions) => Promise<Outcome<string>>;
  /** The loader that finds the sessions that use it, where sessions can. */
  readonly usedBy?: InUseError['usedBy'];
  /** What else stands against it. */
  readonly refuse?: (scope: Ec2Scope, id: string) => Promise<UserError | undefined>;
}

/** Deletes one resource and reports on it. `value` is the id of what is gone. */
export async function deleteOne<Field extends string>(
  context: GatewayContext,
  input: DeleteInput<Field>,
  { field, kind, remove, usedBy, refuse }: Deletion<Field>,
) {
  const origin = originOf(input);
  const schema = z.object({ [field]: named(kind) });
  const checked = checkInput(context, origin, { schema, subject: [field, kind] });
  if ('userErrors' in checked) return { ...checked, value: null };
  const { scope } = checked;
  const id = String(checked.value[field]);
  const options = { dryRun: input.dryRun ?? false, recorder: context.audit };
  return context.mutex.run(id, context.signal, async () => {
    const refusal = await refuse?.(scope, id);
    if (refusal !== undefined) return { value: null, userErrors: [refusal] };
    const result = report(await remove(scope, id, options), origin);
    const blocked = (error: UserError): UserError =>
      error.code === 'IN_USE' && usedBy !== undefined
        ? Object.assign(error, {
            __typename: 'TrafficMirrorInUseError',
            field: [...origin.path, field],
            scope,
            usedBy,
            id,
          })
        : error;
    return { ...result, userErrors: result.userErrors.map(blocked) };
  });
}
