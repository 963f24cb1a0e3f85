/** Parts of the JSON of a policy. What AWS accepts and is not evaluated here is refused, never ignored. */
import { malformedPolicy } from '../errors.ts';

/** Checks that the value is an object with no members other than these. */
export function parts<Name extends string>(
  value: unknown,
  names: readonly Name[],
): { [key in Name]?: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw syntaxError();
  const unknown = Object.keys(value).find((name) => !(names as readonly string[]).includes(name));
  if (unknown !== undefined) throw notEvaluated(`${unknown} in a session policy`);
  return value;
}

/** A string, or a list of at least one. */
export function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.some((text) => typeof text !== 'string')) throw syntaxError();
  return list;
}

export const syntaxError = () => malformedPolicy('Syntax errors in policy.');
/** The error for something that AWS accepts and the emulator does not evaluate. */
export const notEvaluated = (what: string) => malformedPolicy(`The embedded STS does not evaluate ${what}.`);
