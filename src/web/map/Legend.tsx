/** Explains the lines, and lists the filters by colour. */
import { useMemo } from 'react';
import { colourOf, maxColours } from './colours.ts';
import { Mark } from './Mark.tsx';
import { NewButton } from './NewMenu.tsx';
import { useScene } from './scene.ts';
import { count, nameOfFilter } from './words.ts';

export function Legend() {
  const { estate, findings, choose } = useScene();
  const filters = [...estate.filters.values()];
  const used = useMemo(
    () => new Set(estate.sessions.map((session) => session.trafficMirrorFilterId)),
    [estate],
  );
  // No session leads to a filter that is not used, so it is listed if it has findings.
  const listed = filters.filter(
    ({ trafficMirrorFilterId: id }, index) => index < maxColours || (findings.has(id) && !used.has(id)),
  );
  return (
    <aside className="legend" aria-label="Legend">
      <h2>A line is a session, a thick one several. {filters.length > 0 && 'Colours show filters:'}</h2>
      <ul>
        {listed.map((filter) => {
          const id = filter.trafficMirrorFilterId;
          return (
            <li key={id}>
              <button
                type="button"
                className={`chip filter-${colourOf(estate.filters, id)}`}
                onClick={() => choose({ kind: 'filter', id })}
              >
                <span className="name">{nameOfFilter(filter)}</span>
                <Mark of={id} />
              </button>{' '}
              {count(filter.ingressRules.length + filter.egressRules.length, 'rule')}
            </li>
          );
        })}
      </ul>
      {filters.length > listed.length && (
        <p>{count(filters.length - listed.length, 'more filter')} in grey</p>
      )}
      <NewButton of="filter" />
    </aside>
  );
}
