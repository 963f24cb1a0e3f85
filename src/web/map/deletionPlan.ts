/** Plans the deletion of a target or filter together with that of the sessions that use it, in the order that EC2 allows. */
import {
  DeleteDocument,
  DeleteFilterDocument,
  DeleteTargetDocument,
  type PlanFieldsFragment as Plan,
  PlanDeleteFilterDocument,
  PlanDeleteSessionsDocument,
  PlanDeleteTargetDocument,
  type PlanDeleteTargetQuery,
} from '../../generated/web/graphql.ts';
import type { Changed, Filter, Session, Target } from './lists.ts';
import { type Send, toSentence } from './request.ts';
import { refusalOf, type Step } from './useSteps.ts';
import { isPermitted, verdictText } from './verdicts.ts';
import { nameOfFilter, nameOfSession, nameOfTarget } from './words.ts';

export type Subject =
  | { readonly kind: 'targets'; readonly item: Target }
  | { readonly kind: 'filters'; readonly item: Filter };

export const nounOf = ({ kind }: Subject) => (kind === 'targets' ? 'target' : 'filter');

export interface DeletionPlan {
  /** The sessions that must be deleted first. */
  readonly sessions: readonly Session[];
  readonly changes: Plan['changes'];
  readonly warnings: readonly string[];
  /** Why it would be refused. Empty: it can be done. */
  readonly refusals: readonly string[];
  readonly steps: readonly Step[];
}

type OwnPlan = NonNullable<PlanDeleteTargetQuery['plan']>;

/** The gateway plans so many deletions in one request. */
const maxDeletions = 50;

/** @param onGone called with what each step has deleted. */
export async function planDeletion(
  send: Send,
  subject: Subject,
  onGone: (changed: Changed) => void,
): Promise<DeletionPlan> {
  const own = await planOf(send, subject);
  if (own === null) throw new Error('The gateway returned no plan.');
  const sessions = own.userErrors.flatMap((error) => ('blockedBy' in error ? (error.blockedBy ?? []) : []));
  const ofSessions = await planSessions(send, sessions);
  const others = own.userErrors.filter(({ code }) => code !== 'IN_USE' || sessions.length === 0);
  const plans: readonly Plan[] = [...ofSessions.plans, { ...own, userErrors: others }];
  return {
    sessions,
    changes: own.changes,
    warnings: [...new Set(plans.flatMap(({ warnings }) => warnings))],
    refusals: [...new Set([...ofSessions.refusals, ...plans.flatMap(refusalsOf)])],
    steps: [
      ...sessions.map((session) => stepOfSession(send, session, onGone)),
      stepOf(send, subject, onGone),
    ],
  };
}

const refusalsOf = ({ userErrors, dryRun }: Plan) => [
  ...userErrors.map(({ message }) => toSentence(message)),
  ...(isPermitted(dryRun) ? [] : [verdictText(dryRun)]),
];

async function planOf(send: Send, { kind, item }: Subject): Promise<OwnPlan | null> {
  const { scope } = item;
  if (kind === 'targets') {
    const { trafficMirrorTargetId } = item;
    return (await send(PlanDeleteTargetDocument, { input: { trafficMirrorTargetId, scope } })).plan;
  }
  const { trafficMirrorFilterId, version } = item;
  const input = { trafficMirrorFilterId, scope, ifVersion: version };
  return (await send(PlanDeleteFilterDocument, { input })).plan;
}

const deletionOf = ({ trafficMirrorSessionId, scope, version }: Session) => ({
  trafficMirrorSessionId,
  scope,
  ifVersion: version,
});

async function planSessions(send: Send, sessions: readonly Session[]) {
  const plans: Plan[] = [];
  const refusals: string[] = [];
  for (let from = 0; from < sessions.length; from += maxDeletions) {
    const deletions = sessions.slice(from, from + maxDeletions).map(deletionOf);
    const { plan } = await send(PlanDeleteSessionsDocument, { input: { deletions } });
    plans.push(...(plan?.plans ?? []));
    refusals.push(...(plan?.userErrors ?? []).map(({ message }) => toSentence(message)));
  }
  return { plans, refusals };
}

function stepOfSession(send: Send, session: Session, onGone: (changed: Changed) => void): Step {
  return {
    id: session.id,
    text: 'Delete the session',
    about: { kind: 'session', id: session.trafficMirrorSessionId, name: nameOfSession(session) },
    run: async () => {
      const { payload } = await send(DeleteDocument, { input: deletionOf(session) });
      return settle(payload, () => onGone({ kind: 'sessions', id: session.id, item: undefined }));
    },
  };
}

function stepOf(send: Send, { kind, item }: Subject, onGone: (changed: Changed) => void): Step {
  const { id, scope } = item;
  const run = async () => {
    if (kind === 'targets') {
      const { trafficMirrorTargetId } = item;
      const { payload } = await send(DeleteTargetDocument, { input: { trafficMirrorTargetId, scope } });
      return settle(payload, () => onGone({ kind, id, item: undefined }));
    }
    const { trafficMirrorFilterId, version } = item;
    const input = { trafficMirrorFilterId, scope, ifVersion: version };
    const { payload } = await send(DeleteFilterDocument, { input });
    return settle(payload, () => onGone({ kind, id, item: undefined }));
  };
  const text =
    kind === 'targets'
      ? `Delete the target “${nameOfTarget(item)}”`
      : `Delete the filter “${nameOfFilter(item)}” and its rules`;
  return { id, text, run };
}

/** What does not exist any more counts as deleted. @returns why the deletion was refused. */
function settle(payload: { readonly userErrors: Plan['userErrors'] } | null, onGone: () => void) {
  if (payload === null) return 'The gateway returned nothing.';
  const refusal = refusalOf(payload.userErrors.filter(({ code }) => code !== 'NOT_FOUND'));
  if (refusal === undefined) onGone();
  return refusal;
}
