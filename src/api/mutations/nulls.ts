/** What null means in an input. */
import type { Problem } from '../userErrors.ts';

/** The properties that a modification can set, and those of them that it can reset, by what `removeFields` calls them. */
export interface Resets {
  readonly properties: readonly string[];
  readonly resettable: Readonly<Record<string, string>>;
}

/** Fields that protect the caller. Null must not switch the protection off unnoticed. */
const guards: Readonly<Record<string, string>> = {
  ifVersion: 'Leave it out to make the change whatever the version',
  idempotencyKey: 'Leave it out if sending the input again may create another resource',
};

/**
 * Reads the nulls of an input. Null resets a property that can be reset. It is refused for other properties of a modification, and for
 * fields that protect the caller. Anywhere else, it gives nothing, as if the field were left out.
 *
 * @param resets absent: the input modifies nothing.
 * @returns the input without its nulls, with what they reset in `removeFields`.
 */
export function readNulls<Input extends object>(
  input: Input,
  resets?: Resets,
): { readonly given: Input; readonly problems: readonly Problem[] } {
  const entries = Object.entries(input);
  const nulls = entries.filter(([, value]) => value === null).map(([name]) => name);
  const removed = Object.entries(resets?.resettable ?? {})
    .filter(([, property]) => nulls.includes(property))
    .map(([field]) => field);
  const given = Object.fromEntries(entries.filter(([, value]) => value !== null)) as Input & {
    readonly removeFields?: readonly string[];
  };
  const reset = Object.values(resets?.resettable ?? {});
  const problems = nulls.filter((name) => !reset.includes(name)).flatMap((name) => problemOf(name, resets));
  if (removed.length === 0) return { given, problems };
  return { given: { ...given, removeFields: [...(given.removeFields ?? []), ...removed] }, problems };
}

function problemOf(name: string, resets: Resets | undefined): Problem[] {
  const advice =
    guards[name] ??
    (resets?.properties.includes(name) ? 'It has no default; leave it out to keep its value' : undefined);
  if (advice === undefined) return [];
  return [{ code: 'INVALID_INPUT', field: [name], message: `${name} must not be null. ${advice}` }];
}
