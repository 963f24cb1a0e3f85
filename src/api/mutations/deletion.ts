/** What all deletes share: the check of the id, and the sessions that block the deletion. */
import * as z from 'zod';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import type { ResourceKind } from '../../ec2/reads/describe.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { AwsScopeInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import type { IdKind } from '../ids.ts';
import type { InUseError, UserError } from '../userErrors.ts';
import { changeOne } from './change.ts';
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
  readonly kind: ResourceKind<Item, Current>;
  readonly versionOf?: (current: Current) => string;
  readonly remove: (scope: Ec2Scope, id: string, options: ChangeOptions) => Promise<Outcome<string>>;
  /** The loader of the sessions that use the resource. Absent: sessions do not use this kind. */
  readonly usedBy?: InUseError['usedBy'];
}

/** Deletes one resource and reports on it. `value` is the AWS ID of the deleted resource. */
export async function deleteOne<Field extends string, Item, Current>(
  context: GatewayContext,
  input: DeleteInput<Field>,
  { field, idKind, remove, usedBy, ...resource }: Deletion<Field, Item, Current>,
) {
  const origin = originOf(input);
  const schema = z.object({ [field]: named(idKind) });
  const checked = checkInput(context, origin, { schema, subject: [field, idKind] });
  if ('userErrors' in checked) return { ...checked, value: null };
  const { scope } = checked;
  const id = String(checked.value[field]);
  const result = await changeOne<Item, Current, string>(
    context,
    origin,
    { scope, id, field, ...resource },
    (_, options) => remove(scope, id, options),
  );
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
}
