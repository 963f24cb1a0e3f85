/** The steps of creating or deleting something: plan it, show the plan, then do it. */
import { useRef, useState } from 'react';
import type {
  PlanFieldsFragment as Plan,
  TypedDocumentString,
  UserErrorFieldsFragment as UserError,
} from '../../generated/web/graphql.ts';
import { RequestFailure, type Send } from './request.ts';
import { isPermitted } from './verdicts.ts';

interface Payload {
  readonly userErrors: readonly UserError[];
}

/** One kind of change. */
interface Change<Input, Done extends Payload> {
  readonly planned: TypedDocumentString<{ plan: Plan | null }, { input: Input }>;
  readonly made: TypedDocumentString<{ payload: Done | null }, { input: Input }>;
  /** Called with the answer of the change that was made. */
  readonly onDone: (done: Done) => void;
  /** Called when it was refused, with the reasons. */
  readonly onRefused?: (userErrors: readonly UserError[]) => void;
  /** What to say when the answer of the change was lost. */
  readonly lost: string;
}

interface State<Input> {
  readonly plan?: Plan;
  /** What was planned, if it can be done. */
  readonly input?: Input;
  readonly userErrors: readonly UserError[];
  /** What went wrong besides. */
  readonly failure?: string;
  readonly busy?: 'planning' | 'making';
  readonly isDone?: boolean;
}

const nothing = { userErrors: [] };

export function usePlanned<Input, Done extends Payload>(send: Send, change: Change<Input, Done>) {
  const [state, setState] = useState<State<Input>>(nothing);
  /** Which plan is waited for: one of what was typed before must not be shown beside what is typed now. */
  const awaited = useRef<Input>();

  async function preview(input: Input) {
    awaited.current = input;
    setState({ ...nothing, busy: 'planning' });
    try {
      const { plan } = await send(change.planned, { input });
      if (awaited.current !== input) return;
      if (plan === null) throw new Error('The gateway returned no plan.');
      const isPossible = plan.userErrors.length === 0 && isPermitted(plan.dryRun);
      setState({ plan, userErrors: plan.userErrors, ...(isPossible && { input }) });
      if (plan.userErrors.length > 0) change.onRefused?.(plan.userErrors);
    } catch (error) {
      if (awaited.current === input) setState({ ...nothing, failure: (error as Error).message });
    }
  }

  async function make() {
    const { input, plan } = state;
    if (input === undefined || plan === undefined) return;
    setState({ ...state, busy: 'making' });
    /** It can be sent again: a new session has its idempotency key, and what is gone is not deleted twice. */
    const sayLost = (what: string) =>
      setState({ plan, input, userErrors: [], failure: `${what} ${change.lost}` });
    try {
      const { payload } = await send(change.made, { input });
      if (payload === null) throw new Error('The gateway returned nothing.');
      const { userErrors } = payload;
      if (userErrors.some(({ code }) => code === 'OUTCOME_UNKNOWN')) return sayLost("EC2's answer was lost.");
      setState({ userErrors, isDone: userErrors.length === 0 });
      if (userErrors.length === 0) change.onDone(payload);
      else change.onRefused?.(userErrors);
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof RequestFailure && !error.mayHaveRun) setState({ ...nothing, failure: message });
      else sayLost(message);
    }
  }

  function forget() {
    awaited.current = undefined;
    setState(nothing);
  }

  return { ...state, preview, make, forget };
}
