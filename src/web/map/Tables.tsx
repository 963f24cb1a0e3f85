/** The tables of what is on the map: sessions, targets and filters. */
import type { Source } from './criteria.ts';
import { FilterTable } from './FilterTable.tsx';
import { NewButton } from './NewMenu.tsx';
import { SessionTable } from './SessionTable.tsx';
import { useScene } from './scene.ts';
import { TargetTable } from './TargetTable.tsx';
import { tables } from './tables.ts';

/** @param shown the sources that match the search. */
export function Tables({ id, shown }: { id: string; shown: readonly Source[] }) {
  const { estate, choose } = useScene();
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
      {current === 'sessions' && <SessionTable estate={estate} sources={shown} />}
      {current === 'targets' && <TargetTable />}
      {current === 'filters' && <FilterTable />}
    </>
  );
}

export const titleOf = (table: string) => `${table.charAt(0).toUpperCase()}${table.slice(1)}`;
