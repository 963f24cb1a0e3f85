/** Explains the lines, and lists the filters by colour. */
import { colourOf, maxColours } from './colours.ts';
import { isEmpty } from './estate.ts';
import { useScene } from './scene.ts';
import { count, nameOfFilter } from './words.ts';

export function Legend() {
  const { estate, choose } = useScene();
  const filters = [...estate.filters.values()];
  return (
    <aside className="legend" aria-label="Legend">
      <h2>A line is a session, a thick one several. {filters.length > 0 && 'Colours show filters:'}</h2>
      <ul>
        {filters.slice(0, maxColours).map((filter) => {
          const id = filter.trafficMirrorFilterId;
          return (
            <li key={id}>
              <button
                type="button"
                className={`chip filter-${colourOf(estate.filters, id)}`}
                onClick={() => choose({ kind: 'filter', id })}
              >
                {nameOfFilter(filter)}
              </button>{' '}
              {isEmpty(filter)
                ? '⚠ no rules'
                : count(filter.ingressRules.length + filter.egressRules.length, 'rule')}
            </li>
          );
        })}
      </ul>
      {filters.length > maxColours && <p>{count(filters.length - maxColours, 'more filter')} in grey</p>}
    </aside>
  );
}
