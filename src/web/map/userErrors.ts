/** What the gateway's user errors say of the form, and of the session. Pure. */
import type { UserErrorFieldsFragment as UserError } from '../../generated/web/graphql.ts';
import type { ErrorsOf } from './change.ts';
import { groupBy } from './groupBy.ts';
import type { Session } from './lists.ts';

/** Sorts user errors by form field. */
export function toFormErrors<Name extends string>(
  userErrors: readonly UserError[],
  form: Readonly<Record<Name, unknown>>,
): ErrorsOf<Name> {
  const byField = groupBy(userErrors, ({ field }) =>
    field?.[1] !== undefined && field[1] in form ? field[1] : '',
  );
  return Object.fromEntries(
    [...byField].map(([name, errors]) => [name, errors.map(({ message }) => message)]),
  ) as Partial<Record<Name | '', string[]>> as ErrorsOf<Name>;
}

/** @returns the session as it is now, if somebody else has changed it. */
export function currentIn(userErrors: readonly UserError[]): Session | undefined {
  return userErrors
    .map((error) => ('current' in error ? error.current : null))
    .find((node): node is Session => node !== null && 'trafficMirrorSessionId' in node);
}

/** Whether the session does not exist any more. */
export const sayGone = (userErrors: readonly UserError[]) =>
  userErrors.some(({ code, field }) => code === 'NOT_FOUND' && field?.at(-1) === 'trafficMirrorSessionId');
