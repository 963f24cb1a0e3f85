/** Renews the session of a page before it ends. */
import type { Current } from './current.ts';
import { isPassing } from './failure.ts';
import { delayUntil, isSameVisit, later, renewsAt, type Session, type State } from './session.ts';

/** Tried again after this time if the issuer could not be reached. */
const againMs = 10_000;

/** @param refresh asks the issuer for new tokens. @returns renews at once. */
export function startRenewal(
  current: Current,
  refresh: (session: Session) => Promise<Session>,
): () => Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: State | undefined;

  function plan(at: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), delayUntil(at, Date.now()));
  }

  /** One page at a time, because many issuers accept a refresh token only once. */
  const renew = () =>
    navigator.locks.request('traffic-mirror-renewal', async () => {
      const state = current.state();
      if (state.kind !== 'signedIn') return;
      const { session } = state;
      // Another page has renewed it while this one waited for its turn, or the timer was early.
      if (Date.now() < renewsAt(session)) return plan(renewsAt(session));
      const newest = later(session, await current.askOthers());
      if (newest !== session) onlyIn(session, () => current.become(newest));
      else if (session.refreshToken === undefined) onlyIn(session, () => endIfOver(session));
      else await refresh(session).then(accept(session), keepOrEnd(session));
    });

  /** Does nothing if the user has signed out, or somebody else in, while an answer was awaited: it must not undo that. */
  function onlyIn(session: Session, action: () => void): void {
    if (isSameVisit(current.state(), session)) action();
  }

  const accept = (session: Session) => (fresh: Session) => onlyIn(session, () => current.become(fresh, true));

  const keepOrEnd = (session: Session) => (error: Error) =>
    onlyIn(session, () => {
      const { message: failure } = error;
      if (!isPassing(error)) return current.set({ kind: 'ended', session, failure });
      current.set({ kind: 'signedIn', session, failure });
      plan(Date.now() + againMs);
    });

  /** The issuer gives nothing to renew it with, so the user signs in again: before the end, or after it. */
  function endIfOver(session: Session): void {
    const isOver = Date.now() >= session.endsAt;
    const failure = isOver
      ? 'The issuer allowed no longer.'
      : 'The issuer does not let this page renew it by itself.';
    current.set({ kind: isOver ? 'ended' : 'signedIn', session, failure });
    if (!isOver) plan(session.endsAt);
  }

  current.watch(() => {
    const state = current.state();
    if (state === shown) return;
    shown = state;
    if (state.kind !== 'signedIn') clearTimeout(timer);
    else if (state.failure === undefined) plan(renewsAt(state.session));
  });
  return renew;
}
