/** Loads the estate when the page opens, when the token changes, and when the user asks for it. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { toEstate } from './estate.ts';
import { isSameScope, type Part, type Scope, type Session, updated, withSession } from './lists.ts';
import { loadPart, loadScopes } from './load.ts';
import type { Send } from './request.ts';

/** How far the current load has come. */
export interface Progress {
  readonly isLoading: boolean;
  /** The scopes that have not been read yet. Undefined until the scopes are known. */
  readonly outstanding?: readonly Scope[];
  /** How many resources have been read so far. */
  readonly count: number;
  /** Why the load failed as a whole. */
  readonly failure?: string;
}

const start: Progress = { isLoading: true, count: 0 };

/** @returns `picture` is a new object whenever a load has ended, or a session was updated, so that what follows from it is read again. */
export function useEstate(send: Send) {
  const [parts, setParts] = useState<readonly Part[]>([]);
  const [progress, setProgress] = useState(start);
  const [requested, setRequested] = useState(1);
  const [picture, setPicture] = useState<{ readonly send: Send }>();
  const isLoading = useRef(false);

  useEffect(() => {
    const stop = new AbortController();
    /** Ignores what arrives after a newer load has started. */
    const unlessStopped =
      <Arguments extends unknown[]>(action: (...all: Arguments) => void) =>
      (...all: Arguments) => {
        if (!stop.signal.aborted) action(...all);
      };
    const onItems = unlessStopped((items: number) =>
      setProgress((before) => ({ ...before, count: before.count + items })),
    );
    /** Draws each scope once all of it has arrived, in the gateway's order. */
    const onPart = unlessStopped((scopes: readonly Scope[], fresh: Part) => {
      setParts((before) =>
        scopes.flatMap((scope) => {
          const old = before.find((part) => isSameScope(part.scope, scope));
          return isSameScope(scope, fresh.scope) ? updated(old, fresh) : (old ?? []);
        }),
      );
      setProgress(({ outstanding = scopes, ...before }) => ({
        ...before,
        outstanding: outstanding.filter((scope) => !isSameScope(scope, fresh.scope)),
      }));
    });
    const onEnd = unlessStopped((failure?: string) => {
      isLoading.current = false;
      if (failure === undefined) setPicture({ send });
      setProgress(({ count }) => ({
        isLoading: false,
        count,
        ...(failure === undefined ? {} : { failure }),
      }));
    });
    const load = async () => {
      isLoading.current = true;
      setProgress(start);
      const scopes = await loadScopes(send, stop.signal);
      if (scopes.length === 0) throw new Error('The gateway serves you no account and Region.');
      unlessStopped(() => setProgress((before) => ({ ...before, outstanding: scopes })))();
      await Promise.all(
        scopes.map(async (scope) => onPart(scopes, await loadPart(send, scope, onItems, stop.signal))),
      );
    };
    load().then(
      () => onEnd(),
      (error: Error) => onEnd(error.message),
    );
    return () => stop.abort();
    // `requested` is a dependency so that each request loads again.
  }, [send, requested]);

  const estate = useMemo(() => toEstate(parts), [parts]);
  const reload = useCallback(() => setRequested((before) => before + 1), []);
  /** Shows a session as it is now; undefined if it was deleted. */
  const update = (id: string, session: Session | undefined) => {
    setParts((before) => withSession(before, id, session));
    // A load that is under way may have read the session before the change.
    if (isLoading.current) reload();
    else setPicture({ send });
  };
  return { estate, update, progress, reload, picture };
}
