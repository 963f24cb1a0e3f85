/** Reads something for a panel: when the panel opens, and again whenever the picture has changed. */
import { useCallback, useEffect, useState } from 'react';
import type { Send } from '../request.ts';

/** A new object whenever the picture has changed. Undefined until there is a picture. */
export type Pictured = { readonly send: Send } | undefined;

/** All accounts and Regions that the caller may use. */
export const everywhere = { scope: { allAccounts: true, allRegions: true } } as const;

export interface Reading<Result> {
  /** What was read last. It stays while it is read again. Undefined until then. */
  readonly read?: Result;
  readonly isReading: boolean;
  /** Why it could not be read the last time. */
  readonly failure?: string;
}

/**
 * @param about everything that `read` depends on: when it is another text, it is read again.
 * @returns also what reads it again now.
 */
export function useReading<Result>(
  picture: Pictured,
  about: string,
  read: (send: Send, signal: AbortSignal) => Promise<Result>,
): Reading<Result> & { readonly again: () => void } {
  const [reading, setReading] = useState<Reading<Result>>({ isReading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (picture === undefined) return;
    const stop = new AbortController();
    const show = (next: (before: Reading<Result>) => Reading<Result>) => {
      if (!stop.signal.aborted) setReading(next);
    };
    show((before) => ({ ...before, isReading: true }));
    read(picture.send, stop.signal).then(
      (found) => show(() => ({ read: found, isReading: false })),
      ({ message }: Error) => show((before) => ({ ...before, isReading: false, failure: message })),
    );
    return () => stop.abort();
  }, [picture, about, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...reading, again };
}
