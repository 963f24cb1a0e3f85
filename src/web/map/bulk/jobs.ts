/** The two things that can be done to many sessions: how the gateway is asked for a plan, and how it is told to do it. */
import {
  DeleteManyDocument,
  ModifyManyDocument,
  PlanDeleteManyDocument,
  PlanDeleteManyFindingsDocument,
  PlanModifyManyDocument,
  PlanModifyManyFindingsDocument,
  type PlanModifyManyFindingsQuery,
  type UserErrorFieldsFragment as UserError,
} from '../../../generated/web/graphql.ts';
import { RequestFailure, type Send, toSentence } from '../request.ts';
import { type Item, type MadeItem, outcomeOf, planOf, withVerdicts } from './items.ts';
import type { Kind } from './summary.ts';
import type { Change } from './wanted.ts';

type Plan = Awaited<ReturnType<typeof planDeletions>>['plan'];
type Findings = PlanModifyManyFindingsQuery['plan'];
interface Payload {
  readonly results: readonly MadeItem[] | null;
  readonly userErrors: readonly UserError[];
}

/** What is done to sessions that fit into one request. */
export interface Job {
  readonly kind: Kind;
  readonly plan: (send: Send, items: readonly Item[]) => Promise<{ plan: Plan }>;
  readonly findings: (send: Send, items: readonly Item[], signal: AbortSignal) => Promise<{ plan: Findings }>;
  readonly make: (send: Send, items: readonly Item[]) => Promise<{ payload: Payload | null }>;
}

const named = ({ session: { trafficMirrorSessionId, scope } }: Item) => ({ trafficMirrorSessionId, scope });
/** For exactly the session that was planned: what somebody else has changed since is not overwritten. */
const exactly = (item: Item) => ({ ...named(item), ifVersion: item.session.version });

const planDeletions = (send: Send, items: readonly Item[]) =>
  send(PlanDeleteManyDocument, { input: { deletions: items.map(named) } });

export const deletion: Job = {
  kind: 'delete',
  plan: planDeletions,
  findings: (send, items, signal) =>
    send(PlanDeleteManyFindingsDocument, { input: { deletions: items.map(named) } }, signal),
  make: (send, items) => send(DeleteManyDocument, { input: { deletions: items.map(exactly) } }),
};

export const changeTo = (change: Change): Job => {
  const input = (items: readonly Item[]) => ({
    input: { modifications: items.map((item) => ({ ...named(item), ...change })) },
  });
  return {
    kind: 'change',
    plan: (send, items) => send(PlanModifyManyDocument, input(items)),
    findings: (send, items, signal) => send(PlanModifyManyFindingsDocument, input(items), signal),
    make: (send, items) =>
      send(ModifyManyDocument, {
        input: { modifications: items.map((item) => ({ ...exactly(item), ...change })) },
      }),
  };
};

/** What came of one request. */
export interface Answer {
  readonly items: readonly Item[];
  /** Why it is of no use to go on with the next. */
  readonly failure?: string;
}

const refused = (items: readonly Item[], userErrors: readonly UserError[]): Answer => {
  const reasons = userErrors.map(({ message }) => toSentence(message));
  return { items: items.map((item) => ({ ...item, state: 'refused', reasons })) };
};

export async function planChunk(job: Job, send: Send, items: readonly Item[]): Promise<Answer> {
  try {
    const { plan } = await job.plan(send, items);
    if (plan?.plans == null && plan?.userErrors.length) return refused(items, plan.userErrors);
    const plans = plan?.plans ?? [];
    if (plans.length !== items.length) throw new Error('The gateway returned no plan.');
    const planned = items.flatMap((item, index) => {
      const one = plans[index];
      return one === undefined ? [] : planOf(item, one, job.kind === 'delete');
    });
    return { items: withVerdicts(planned, plans) };
  } catch (error) {
    const { message } = error as Error;
    return { items: items.map((item) => ({ ...item, reasons: [message] })), failure: message };
  }
}

export async function makeChunk(job: Job, send: Send, items: readonly Item[]): Promise<Answer> {
  try {
    const { payload } = await job.make(send, items);
    if (payload?.results == null && payload?.userErrors.length) return refused(items, payload.userErrors);
    const results = payload?.results ?? [];
    if (results.length !== items.length) throw new Error('The gateway returned no results.');
    return {
      items: items.flatMap((item, index) => {
        const one = results[index];
        return one === undefined ? [] : outcomeOf(item, one, job.kind === 'delete');
      }),
    };
  } catch (error) {
    const { message } = error as Error;
    const isUnmade = error instanceof RequestFailure && !error.mayHaveRun;
    // What was certainly not made can be tried again as it was planned.
    return {
      items: isUnmade ? items : items.map((item) => ({ ...item, state: 'unknown', reasons: [message] })),
      failure: message,
    };
  }
}
