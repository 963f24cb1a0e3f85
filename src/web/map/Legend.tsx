/** What the lines mean: a filter a colour. */
import { colourOf, maxColours } from './colours.ts';
import { useScene } from './scene.ts';
import { nameOfFilter } from './words.ts';

export function Legend() {
  const { estate, choose } = useScene();
  const filters = [...estate.filters.values()];
  return (
    <aside className="legend" aria-label="Legend">
      <h2>A line is a session, a thick one many. Colours are filters:</h2>
      <ul>
        {filters.slice(0, maxColours).map((filter) => {
          const id = filter.trafficMirrorFilterId;
          const rules = filter.ingressRules.length + filter.egressRules.length;
          const isEmpty = rules === 0 && filter.networkServices.length === 0;
          return (
            <li key={id}>
              <button
                type="button"
                className={`chip filter-${colourOf(estate.filters, id)}`}
                onClick={() => choose({ kind: 'filter', id })}
              >
                {nameOfFilter(filter)}
              </button>{' '}
              {isEmpty ? '⚠ empty' : `${rules} rules`}
            </li>
          );
        })}
      </ul>
      {filters.length > maxColours && <p>and {filters.length - maxColours} more, in grey</p>}
    </aside>
  );
}
