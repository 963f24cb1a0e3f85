/** The tables of what is on the map: sessions, targets and filters. */
import { PickTable } from './bulk/ManySessions.tsx';
import type { Picked } from './bulk/picked.ts';
import type { Source } from './criteria.ts';
import { FilterTable } from './FilterTable.tsx';
import { NewButton } from './NewMenu.tsx';
import { useScene } from './scene.ts';
import { TargetTable } from './TargetTable.tsx';
import { tables } from './tables.ts';

export function Tables({
  id,
  all,
  shown,
  picked,
  onPicked,
}: {
  id: string;
  all: readonly Source[];
  /** The sources that match the search. */
  shown: readonly Source[];
  picked: Picked;
  onPicked: (picked: Picked) => void;
}) {
  const { choose } = useScene();
  const current = tables.find((table) => table === id) ?? 'sessions';
  return (
    <>
      <nav aria-label="Tables" className="actions">
        {tables.map((table) => (
          <button
            key={table}
            type="button"
            aria-current={table === current}
            onClick={() => choose({ kind: 'table', id: table })}
          >
            {titleOf(table)}
          </button>
        ))}
        {current !== 'sessions' && <NewButton of={current === 'targets' ? 'target' : 'filter'} />}
      </nav>
      {current === 'sessions' && <PickTable all={all} shown={shown} picked={picked} onPicked={onPicked} />}
      {current === 'targets' && <TargetTable />}
      {current === 'filters' && <FilterTable />}
    </>
  );
}

export const titleOf = (table: string) => `${table.charAt(0).toUpperCase()}${table.slice(1)}`;
