/** Lists the targets and filters that the search finds, for those that no session leads to as well. */
import { memo } from 'react';
import { useScene } from './scene.ts';
import type { Narrowed } from './useNarrowed.ts';
import { count, nameOfFilter, nameOfTarget } from './words.ts';

/** More are only counted. */
const maxShown = 8;

export const FoundObjects = memo(function FoundObjects({
  objects: { targets, filters },
}: {
  objects: Narrowed['objects'];
}) {
  const { choose } = useScene();
  const all = [
    ...targets.map((one) => ({
      chosen: { kind: 'target', id: one.trafficMirrorTargetId } as const,
      name: nameOfTarget(one),
    })),
    ...filters.map((one) => ({
      chosen: { kind: 'filter', id: one.trafficMirrorFilterId } as const,
      name: nameOfFilter(one),
    })),
  ];
  if (all.length === 0) return null;
  return (
    <nav aria-label="Found targets and filters" className="found-objects">
      Also found:
      {all.slice(0, maxShown).map(({ chosen, name }) => (
        <button key={chosen.id} type="button" onClick={() => choose(chosen)}>
          {chosen.kind} {name}
        </button>
      ))}
      {all.length > maxShown && <span>and {count(all.length - maxShown, 'other')}</span>}
    </nav>
  );
});
