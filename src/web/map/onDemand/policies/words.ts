/** What the panels of policies say of modes, states and steps. Pure. */
import type {
  PolicyCountsFragment,
  PolicyPlanFieldsFragment,
} from '../../../../generated/web/onDemand/graphql.ts';
import type { Estate } from '../../estate.ts';
import { labelOf, planValue, unsetText } from '../../planWords.ts';

export type Counts = PolicyCountsFragment;
export type Plan = PolicyPlanFieldsFragment;
export type Step = Plan['steps'][number];

export const modeWords = {
  OBSERVE: 'observe: the gateway shows what it would change, and changes nothing',
  APPLY: 'apply: the gateway keeps EC2 as the policy says',
  RETIRE: 'retire: the policy wants no sessions any more',
} as const;

/** The counts of a policy, in the order in which they are shown. */
export const countNames = [
  ['wanted', 'Wanted'],
  ['mirrored', 'Mirrored'],
  ['missing', 'Missing'],
  ['wrong', 'Wrong'],
  ['impossible', 'Not possible'],
  ['excluded', 'Excluded'],
] as const satisfies readonly (readonly [keyof Counts, string])[];

export const stateWords: Readonly<Record<string, string>> = {
  MISSING: 'missing',
  WRONG: 'wrong',
  IMPOSSIBLE: 'not possible',
  EXCLUDED: 'excluded',
  MIRRORED: 'mirrored',
};

export const stepWords: Readonly<Record<Step['kind'], string>> = {
  CREATE: 'create',
  MODIFY: 'change',
  DELETE: 'delete',
};

/** For example `create 3, change 0 and delete 1`. */
export const stepCounts = ({ createCount, modifyCount, deleteCount }: Plan) =>
  `create ${createCount.toLocaleString('en')}, change ${modifyCount.toLocaleString('en')} and delete ${deleteCount.toLocaleString('en')}`;

export const stepTotal = ({ createCount, modifyCount, deleteCount }: Plan) =>
  createCount + modifyCount + deleteCount;

/** What a step gives a session: its values, and what they were. */
export function changesText(estate: Estate, { kind, changes }: Step): string {
  const value = (field: string, text: string | null) =>
    text === null ? unsetText(field) : planValue(estate, field, text);
  return changes
    .map(({ field, before, after }) =>
      kind === 'MODIFY'
        ? `${labelOf(field)}: ${value(field, before)} → ${value(field, after)}`
        : `${labelOf(field)}: ${value(field, after ?? before)}`,
    )
    .join('; ');
}

/** Guards, which an approval lifts. */
const liftable: ReadonlySet<string> = new Set(['DELETE_GUARD', 'CHANGE_GUARD', 'SEEN_ONCE']);

/** Why steps are not made, and whether somebody can have them made all the same. */
export function blockText({ code, scope, message }: Plan['blockedBy'][number]): string {
  const where = scope === null ? '' : `${scope.accountId} ${scope.region}: `;
  return `${where}${message}${liftable.has(code) ? ' Applying the plan makes these steps all the same.' : ''}`;
}
