/** Reads which interfaces are mirrored, in groups: when the panel opens, when the grouping changes, and when the picture has changed. */
import { useEffect, useState } from 'react';
import { CoverageDocument } from '../../generated/web/graphql.ts';
import type { CoverageRead, Grouping } from './coverage.ts';
import type { Send } from './request.ts';

export interface Covering {
  /** What was read last. Undefined until then. */
  readonly read?: CoverageRead;
  readonly isReading: boolean;
  /** Why it could not be read the last time. */
  readonly failure?: string;
}

/** How many interfaces that are not mirrored are listed at most. */
const maxListed = 1_000;

/** @param picture a new object whenever the picture has changed. Undefined until there is one. */
export function useCoverage(
  picture: { readonly send: Send } | undefined,
  { by, tagKey }: Grouping,
): Covering {
  const [covering, setCovering] = useState<Covering>({ isReading: true });
  useEffect(() => {
    if (picture === undefined) return;
    const stop = new AbortController();
    setCovering((before) => ({ ...before, isReading: true }));
    const show = (next: (before: Covering) => Covering) => {
      if (!stop.signal.aborted) setCovering(next);
    };
    picture.send(CoverageDocument, { by, tagKey: tagKey ?? null, first: maxListed }, stop.signal).then(
      ({ page }) =>
        show((before) =>
          page === null
            ? { ...before, isReading: false, failure: 'The gateway returned no coverage.' }
            : { read: page, isReading: false },
        ),
      ({ message }: Error) => show((before) => ({ ...before, isReading: false, failure: message })),
    );
    return () => stop.abort();
  }, [picture, by, tagKey]);
  return covering;
}
