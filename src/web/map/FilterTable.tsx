/** The filters as a table, also those that no session uses. */
import { useMemo } from 'react';
import { DataTable } from './DataTable.tsx';
import type { Filter } from './lists.ts';
import { useScene } from './scene.ts';
import type { Column } from './table.ts';
import { tagsText, usesOf } from './tables.ts';
import { nameOfFilter } from './words.ts';

export function FilterTable() {
  const { estate, findings } = useScene();
  const columns = useMemo((): readonly Column<Filter>[] => {
    const uses = usesOf(estate.sessions, 'trafficMirrorFilterId');
    return [
      {
        name: 'Filter',
        cellOf: nameOfFilter,
        chosenOf: ({ trafficMirrorFilterId: id }) => ({ kind: 'filter', id }),
      },
      { name: 'Sessions', cellOf: ({ trafficMirrorFilterId: id }) => uses.get(id) ?? 0 },
      { name: 'Findings', cellOf: ({ trafficMirrorFilterId: id }) => findings.get(id)?.length ?? 0 },
      { name: 'Inbound rules', cellOf: ({ ingressRules }) => ingressRules.length },
      { name: 'Outbound rules', cellOf: ({ egressRules }) => egressRules.length },
      {
        name: 'Amazon DNS',
        cellOf: ({ networkServices }) => (networkServices.includes('AMAZON_DNS') ? 'mirrored' : 'no'),
      },
      { name: 'Description', wraps: true, cellOf: ({ description }) => description ?? '' },
      { name: 'Tags', wraps: true, cellOf: tagsText },
      { name: 'Filter ID', cellOf: ({ trafficMirrorFilterId }) => trafficMirrorFilterId },
      { name: 'Account', cellOf: ({ scope }) => scope.accountId },
      { name: 'Region', cellOf: ({ scope }) => scope.region },
    ];
  }, [estate, findings]);
  const rows = useMemo(() => [...estate.filters.values()], [estate]);
  return <DataTable caption="Filters" columns={columns} rows={rows} noun="filter" fileName="filters" />;
}
