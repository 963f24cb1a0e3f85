/** Reads one filter again after a change of it or its rules, which answers with less than the map shows. */
import { useCallback } from 'react';
import { FilterDocument } from '../../generated/web/graphql.ts';
import type { Filter } from './lists.ts';
import { useScene } from './scene.ts';

/** @returns a function that shows the filter as it is now; where it cannot be read, the next refresh will. */
export function useFilterReload({ id, trafficMirrorFilterId, scope }: Filter): () => Promise<void> {
  const { send, update } = useScene();
  return useCallback(async () => {
    const answer = await send(FilterDocument, { id: trafficMirrorFilterId, scope }).catch(() => undefined);
    if (answer === undefined) return;
    update([{ kind: 'filters', id, item: answer.trafficMirrorFilter ?? undefined }]);
  }, [send, update, id, trafficMirrorFilterId, scope]);
}
