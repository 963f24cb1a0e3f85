/** Who is signed in, and what the gateway says of them, for the components of a page. */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { CallerDocument, type CallerQuery } from '../../generated/web/graphql.ts';
import type { Send } from '../map/request.ts';
import { account } from './account.ts';
import type { State } from './session.ts';

export type Caller = NonNullable<CallerQuery['trafficMirrorCaller']>;

const off: State = { kind: 'off' };
const [watch, stateOf] = account === undefined ? [() => () => {}, () => off] : [account.watch, account.state];

export const useAccount = (): State => useSyncExternalStore(watch, stateOf);

/** @returns undefined until the gateway has said it. It is asked again with every new token, which may allow something else. */
export function useCaller(send: Send, state: State): Caller | undefined {
  const [caller, setCaller] = useState<Caller>();
  const token = state.kind === 'signedIn' ? state.session.accessToken : undefined;
  useEffect(() => {
    const stop = new AbortController();
    send(CallerDocument, {}, stop.signal).then(
      ({ trafficMirrorCaller: found }) => {
        if (!stop.signal.aborted) setCaller(found ?? undefined);
      },
      // What is shown says why nothing can be read.
      () => {},
    );
    return () => stop.abort();
  }, [send, token]);
  return caller;
}

/** Reads again when somebody has signed in again. */
export function useResumed({ kind }: State, reload: () => void): void {
  const wasOut = useRef(false);
  useEffect(() => {
    if (kind === 'signedIn' && wasOut.current) reload();
    wasOut.current = kind === 'signedOut' || kind === 'ended';
  }, [kind, reload]);
}

/** @returns how many people have been signed in on this page and are no longer. */
export function useLeft(state: State): number {
  const known = useRef<{ subject?: string | undefined; left: number }>({ left: 0 });
  const { subject, left } = known.current;
  const now = state.kind === 'signedIn' || state.kind === 'ended' ? state.session.subject : undefined;
  if (now !== subject) known.current = { subject: now, left: subject === undefined ? left : left + 1 };
  return known.current.left;
}
