/** Decides whether the changes of the schema may be released: the breaking ones not, the dangerous ones with a reason. */
import { z } from 'zod';
import type { SchemaChange } from './compatibility.ts';

/** The dangerous changes that were accepted since the last release, exactly as they are printed, and why. */
export const acceptedFile = 'schema/published/accepted.json';

export interface Verdict {
  readonly passes: boolean;
  /** What to print. */
  readonly lines: readonly string[];
}

/** @param json the text of the file of accepted changes. Errors if it is not an object of sentences. */
export const parseAccepted = (json: string): Readonly<Record<string, string>> =>
  z
    .record(z.string(), z.string().regex(/^[A-Z].*\.$/s, 'must be a sentence that says why nobody breaks'))
    .parse(JSON.parse(json));

/** Every change is printed; an accepted change that is none any more is as wrong as one that is not accepted. */
export function judge(changes: readonly SchemaChange[], accepted: Readonly<Record<string, string>>): Verdict {
  const isAccepted = ({ level, change }: SchemaChange) =>
    level === 'dangerous' && Object.hasOwn(accepted, change);
  const stale = Object.keys(accepted).filter(
    (entry) => !changes.some((each) => each.change === entry && isAccepted(each)),
  );
  const passes = changes.every(isAccepted) && stale.length === 0;
  return {
    passes,
    lines: [
      ...changes.map((each) => (isAccepted(each) ? tolerated(each, accepted) : refused(each))),
      ...stale.map(
        (entry) => `accepted, but not a dangerous change: ${entry}\n  Remove it from ${acceptedFile}.`,
      ),
      ...(passes ? ['No client and no graph breaks.'] : []),
    ],
  };
}

const tolerated = ({ change }: SchemaChange, accepted: Readonly<Record<string, string>>) =>
  `accepted change: ${change}\n  Because: ${accepted[change]}`;

const advice = {
  breaking: () =>
    `Undo it. To remove something, deprecate it first: see "Changing the schema" in CONTRIBUTING.md.`,
  dangerous: ({ change }: SchemaChange) =>
    `Undo it, or add it to ${acceptedFile} with the reason why nobody breaks:\n  ${JSON.stringify(change)}: "…"`,
} as const;

const refused = (each: SchemaChange) =>
  `${each.level} change: ${each.change}\n  ${each.why}\n  ${advice[each.level](each)}`;
