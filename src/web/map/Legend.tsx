/** Explains the lines, and lists the filters by colour. */
import { useMemo } from 'react';
import { colourOf, maxColours } from './colours.ts';
import { Mark } from './Mark.tsx';
import { NewButton } from './NewMenu.tsx';
import { useScene } from './scene.ts';
import { count, nameOfFilter } from './words.ts';

/** In narrower windows it would cover much of the picture. */
const roomyWidth = 1400;

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
    <aside aria-label="Legend">
      <details className="legend" open={window.innerWidth >= roomyWidth}>
        <summary>Legend</summary>
        <p>A line is a session, a thick one several. {filters.length > 0 && 'Colours show filters:'}</p>
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
      </details>
    </aside>
  );
}
