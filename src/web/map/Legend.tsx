/** What the lines mean: a filter a colour. */
import { useScene } from './scene.ts';
import { colourOf } from './targets.ts';
import { nameOfFilter } from './words.ts';

const maxNamed = 8;

export function Legend() {
  const { estate, choose } = useScene();
  const filters = [...estate.filters.values()];
  return (
    <aside className="legend" aria-label="Legend">
      <h2>A line is a session, a thick one many. Colours are filters:</h2>
      <ul>
        {filters.slice(0, maxNamed).map((filter) => {
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
      {filters.length > maxNamed && <p>and {filters.length - maxNamed} more, in grey</p>}
    </aside>
  );
}
