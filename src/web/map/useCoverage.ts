/** Reads which interfaces are mirrored, in groups: when the panel opens, when the grouping changes, and when the picture has changed. */
import { useCallback, useEffect, useRef, useState } from 'react';
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

/** How many interfaces that are not mirrored a page lists: as many as the gateway allows. */
const pageSize = 1_000;

/**
 * @param picture a new object whenever the picture has changed. Undefined until there is one.
 * @returns also what reads all other pages. Each shows as soon as it is there.
 */
export function useCoverage(
  picture: { readonly send: Send } | undefined,
  { by, tagKey }: Grouping,
): Covering & { readonly readOn: () => void } {
  const [covering, setCovering] = useState<Covering>({ isReading: true });
  const reading = useRef(new AbortController());

  /** @param before what was read so far; undefined: begins anew. */
  const read = useCallback(
    async (before: CoverageRead | undefined, { signal }: AbortController) => {
      if (picture === undefined) return;
      const show = (next: (shown: Covering) => Covering) => {
        if (!signal.aborted) setCovering(next);
      };
      show((shown) => ({ ...shown, isReading: true }));
      try {
        let all = before;
        do {
          const after: string | null = all?.pageInfo.endCursor ?? null;
          const variables = { by, tagKey: tagKey ?? null, first: pageSize, after };
          const { page } = await picture.send(CoverageDocument, variables, signal);
          if (page === null) throw new Error('The gateway returned no coverage.');
          const grouping = tagKey === undefined ? { by } : { by, tagKey };
          const next = { ...page, nodes: [...(all?.nodes ?? []), ...page.nodes], grouping };
          all = next;
          show(() => ({ read: next, isReading: before !== undefined && next.pageInfo.hasNextPage }));
        } while (before !== undefined && all.pageInfo.hasNextPage && !signal.aborted);
      } catch (error) {
        show((shown) => ({ ...shown, isReading: false, failure: (error as Error).message }));
      }
    },
    [picture, by, tagKey],
  );

  useEffect(() => {
    const stop = new AbortController();
    reading.current = stop;
    void read(undefined, stop);
    return () => stop.abort();
  }, [read]);
  return { ...covering, readOn: () => void read(covering.read, reading.current) };
}
