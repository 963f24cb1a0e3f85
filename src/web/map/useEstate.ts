/** Loads the estate when the page opens, when the token changes, when the user asks for it, and from time to time by itself. */
import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { createBatch } from './batch.ts';
import { toEstate } from './estate.ts';
import { nothingKnown, withChanges, withPart } from './known.ts';
import { type Changed, hasFailure, isSameScope, type Part, type Scope } from './lists.ts';
import { loadPart, loadScopes } from './load.ts';
import { createPatientSend } from './patient.ts';
import { nothingRecent } from './recent.ts';
import { RequestFailure, type Send } from './request.ts';
import { type Loads, useRefresh } from './useRefresh.ts';

/** How far the current load has come. */
export interface Progress extends Loads {
  /** Whether the load began by itself, so that nothing of it is shown until it has brought something. */
  readonly isQuiet: boolean;
  /** The scopes that have not been read yet. Undefined until the scopes are known. */
  readonly outstanding?: readonly Scope[];
  /** How many resources have been read so far. */
  readonly count: number;
  /** Why the last load failed as a whole. */
  readonly failure?: string;
}

/** How long what has changed stays marked. */
const markedMs = 10_000;
/** Findings rest on more than the picture shows, so they are read again after this time even if nothing has changed. */
const findingsEveryMs = 5 * 60_000;

const start: Progress = { isLoading: true, isQuiet: false, count: 0, failures: 0, tookMs: 0 };

/**
 * @returns `recent` is what has just changed. `picture` is a new object whenever the user's load has ended or something has changed, so
 *   that what follows from it is read again.
 */
export function useEstate(send: Send) {
  const [{ parts, drawn, recent }, setKnown] = useState(nothingKnown);
  const [progress, setProgress] = useState(start);
  const [request, setRequest] = useState({ isQuiet: false });
  const patient = useMemo(() => createPatientSend(send), [send]);
  const [picture, setPicture] = useState<{ readonly send: Send; readonly at: number }>();
  const isLoading = useRef(false);

  useEffect(() => {
    const stop = new AbortController();
    const beganAt = performance.now();
    const { isQuiet } = request;
    /** Ignores what arrives after a newer load has started. */
    const unlessStopped =
      <Arguments extends unknown[]>(action: (...all: Arguments) => void) =>
      (...all: Arguments) => {
        if (!stop.signal.aborted) action(...all);
      };
    const onItems = unlessStopped((items: number) =>
      setProgress((before) => ({ ...before, count: before.count + items })),
    );
    /** Draws each scope once all of it has arrived, in the gateway's order, and several together if they arrive soon after each other. */
    const arrived = createBatch<{ scopes: readonly Scope[]; fresh: Part }>((all) =>
      startTransition(() => {
        setKnown((before) =>
          all.reduce((known, { scopes, fresh }) => withPart(known, scopes, fresh), before),
        );
        setProgress(({ outstanding = [], ...before }) => ({
          ...before,
          outstanding: outstanding.filter(
            (scope) => !all.some(({ fresh }) => isSameScope(scope, fresh.scope)),
          ),
        }));
      }),
    );
    const onEnd = unlessStopped((isWhole: boolean, error?: Error) => {
      isLoading.current = false;
      arrived.flush();
      if (error === undefined)
        setPicture((before) =>
          isQuiet && before && Date.now() - before.at < findingsEveryMs ? before : toPicture(patient),
        );
      // After the last parts, which are drawn in a transition too.
      startTransition(() =>
        setProgress(({ count, failures }) => ({
          isLoading: false,
          isQuiet,
          count,
          failures: isWhole ? 0 : isDenied(error) ? Number.POSITIVE_INFINITY : failures + 1,
          tookMs: performance.now() - beganAt,
          ...(error === undefined ? {} : { failure: error.message }),
        })),
      );
    });
    const load = async () => {
      isLoading.current = true;
      setProgress((before) => (isQuiet ? { ...before, isLoading: true, isQuiet, count: 0 } : start));
      const scopes = await loadScopes(patient, stop.signal);
      if (scopes.length === 0) throw new Error('The gateway serves you no account and Region.');
      unlessStopped(() => setProgress((before) => ({ ...before, outstanding: scopes })))();
      return await Promise.all(
        scopes.map(async (scope) => {
          const fresh = await loadPart(patient, scope, onItems, stop.signal);
          if (!stop.signal.aborted) arrived.add({ scopes, fresh });
          return fresh;
        }),
      );
    };
    load().then(
      (loaded) => onEnd(!loaded.some(hasFailure)),
      (error: Error) => onEnd(false, error),
    );
    return () => {
      stop.abort();
      arrived.stop();
    };
  }, [patient, request]);

  useEffect(() => {
    if (recent.size === 0) return;
    setPicture(toPicture(patient));
    const timer = setTimeout(() => setKnown((before) => ({ ...before, recent: nothingRecent })), markedMs);
    return () => clearTimeout(timer);
  }, [recent, patient]);

  const refresh = useCallback(() => setRequest({ isQuiet: true }), []);
  useRefresh(progress, refresh);

  const estate = useMemo(() => toEstate(drawn), [drawn]);
  const reload = useCallback(() => setRequest({ isQuiet: false }), []);
  /** Shows resources as they are now. Whoever calls it in a row ends with `refresh`. */
  const show = useCallback(
    (changes: readonly Changed[]) => setKnown((before) => withChanges(before, changes)),
    [],
  );
  /** Shows resources as they are now. */
  const update = useCallback(
    (changes: readonly Changed[]) => {
      show(changes);
      // A load that is under way may have read them before the change.
      if (isLoading.current) reload();
    },
    [reload, show],
  );
  return { estate, parts, recent, update, show, progress, reload, refresh, picture };
}

const toPicture = (send: Send) => ({ send, at: Date.now() });

const isDenied = (error: Error | undefined) => error instanceof RequestFailure && error.isDenied;
