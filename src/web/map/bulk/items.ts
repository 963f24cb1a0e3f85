/** One of many sessions on its way from the plan to the result, and what the gateway's answers say of it. Pure. */
import type {
  DeleteManyMutation,
  ModifyManyMutation,
  PlanModifyManyQuery,
  UserErrorFieldsFragment as UserError,
} from '../../../generated/web/graphql.ts';
import type { Changed, Session } from '../lists.ts';
import { toSentence } from '../request.ts';
import { currentIn, sayGone } from '../userErrors.ts';
import { isPermitted, verdictText } from '../verdicts.ts';

export type State = 'waiting' | 'ready' | 'same' | 'refused' | 'done' | 'unknown';

type PlannedItem = NonNullable<NonNullable<PlanModifyManyQuery['plan']>['plans']>[number];
export type MadeItem =
  | NonNullable<NonNullable<ModifyManyMutation['payload']>['results']>[number]
  | NonNullable<NonNullable<DeleteManyMutation['payload']>['results']>[number];

export interface Item {
  /** As it was last seen. */
  readonly session: Session;
  readonly state: State;
  /** Why it is in this state. */
  readonly reasons: readonly string[];
  readonly isGone: boolean;
  /** Whether it was no longer as the picture showed it when it was planned. */
  readonly isChanged: boolean;
  /** Whether EC2 itself was asked about it, and permits it. */
  readonly isPermitted: boolean;
  readonly changes: PlannedItem['changes'];
  readonly warnings: readonly string[];
  readonly awsRequestId: string | null;
}

export const toItem = (session: Session): Item => ({
  session,
  state: 'waiting',
  reasons: [],
  isGone: false,
  isChanged: false,
  isPermitted: false,
  changes: [],
  warnings: [],
  awsRequestId: null,
});

/** @param deletes whether it is to be deleted, so that it is well that it is gone. */
export function planOf({ session: seen }: Item, plan: PlannedItem, deletes: boolean): Item {
  const { userErrors, dryRun, changes } = plan;
  const session = plan.trafficMirrorSession ?? seen;
  const isRefused = userErrors.length > 0 || !isPermitted(dryRun);
  const item: Item = {
    ...toItem(session),
    isChanged: session.version !== seen.version,
    isPermitted: dryRun?.verdict === 'PERMITTED' && !isRefused,
    changes,
    // What EC2 was not asked about is counted in one sentence for all.
    warnings: plan.warningDetails
      .filter(({ code }) => code !== 'NOT_CHECKED' || dryRun !== null)
      .map(({ message }) => inGeneral(message, session)),
  };
  if (sayGone(userErrors)) return gone(item, deletes);
  if (isRefused) {
    const said = userErrors.map((error) => sentenceFor(error, session));
    return { ...item, state: 'refused', reasons: said.length > 0 ? said : [verdictText(dryRun)] };
  }
  return { ...item, state: changes.length === 0 ? 'same' : 'ready' };
}

export function outcomeOf(
  item: Item,
  { userErrors, awsRequestId, ...made }: MadeItem,
  deletes: boolean,
): Item {
  const { session } = item;
  const after: Item = {
    ...item,
    awsRequestId,
    reasons: userErrors.map((error) => sentenceFor(error, session)),
  };
  if (sayGone(userErrors)) return gone(after, deletes);
  if (userErrors.some(({ code }) => code === 'OUTCOME_UNKNOWN')) return { ...after, state: 'unknown' };
  if (userErrors.length > 0) return { ...after, session: currentIn(userErrors) ?? session, state: 'refused' };
  const changed = 'trafficMirrorSession' in made ? made.trafficMirrorSession : null;
  return { ...after, session: changed ?? session, state: 'done', isGone: deletes };
}

const gone = (item: Item, deletes: boolean): Item => ({
  ...item,
  isGone: true,
  state: deletes ? 'same' : 'refused',
  reasons: ['The session was deleted after it was loaded.'],
});

/** The plan is for all, so what is said of it is the same for all that it is said of. */
function sentenceFor({ code, message }: UserError, session: Session): string {
  if (code === 'VERSION_CONFLICT') return 'Somebody else changed it after it was planned.';
  return inGeneral(message, session);
}

/** Without the session's own ids, so that equal reasons are found to be equal. */
const inGeneral = (message: string, { trafficMirrorSessionId, networkInterfaceId }: Session) =>
  toSentence(
    message
      .replaceAll(trafficMirrorSessionId, 'the session')
      .replaceAll(networkInterfaceId || trafficMirrorSessionId, 'its network interface'),
  );

/**
 * EC2 is asked about the first sessions of a request only. If it refused all of those, it would refuse the others too.
 *
 * @param items those of one request, which have one account and Region.
 */
export function withVerdicts(items: readonly Item[], plans: readonly PlannedItem[]): readonly Item[] {
  const asked = plans.filter(({ dryRun }) => dryRun !== null);
  if (asked.length === 0 || asked.some(({ dryRun }) => isPermitted(dryRun))) return items;
  return items.map((item) =>
    item.state === 'ready'
      ? {
          ...item,
          state: 'refused',
          reasons: ['EC2 refused this to all of the sessions that it was asked about.'],
        }
      : item,
  );
}

/** What the picture is to show: each session that is not as it was before. */
export const newsIn = (before: readonly Item[], after: readonly Item[]): readonly Changed[] =>
  after
    .filter(({ session, isGone }, index) => isGone || session.version !== before[index]?.session.version)
    .map(({ session, isGone }) => ({ kind: 'sessions', id: session.id, item: isGone ? undefined : session }));
