/** The targets as a table, also those that no session uses. */
import { useMemo } from 'react';
import { DataTable } from './DataTable.tsx';
import type { Target } from './lists.ts';
import { useScene } from './scene.ts';
import type { Column } from './table.ts';
import { tagsText, usesOf } from './tables.ts';
import { kindOfTarget, nameOfTarget } from './words.ts';

export function TargetTable() {
  const { estate, findings } = useScene();
  const columns = useMemo((): readonly Column<Target>[] => {
    const uses = usesOf(estate.sessions, 'trafficMirrorTargetId');
    return [
      {
        name: 'Target',
        cellOf: nameOfTarget,
        chosenOf: ({ trafficMirrorTargetId: id }) => ({ kind: 'target', id }),
      },
      { name: 'Sessions', cellOf: ({ trafficMirrorTargetId: id }) => uses.get(id) ?? 0 },
      { name: 'Findings', cellOf: ({ trafficMirrorTargetId: id }) => findings.get(id)?.length ?? 0 },
      { name: 'Kind', cellOf: ({ type }) => kindOfTarget[type ?? ''] ?? 'Unknown' },
      {
        name: 'Receives the copies',
        wraps: true,
        cellOf: (one) =>
          one.networkInterfaceId ?? one.networkLoadBalancerArn ?? one.gatewayLoadBalancerEndpointId ?? '',
      },
      { name: 'Description', wraps: true, cellOf: ({ description }) => description ?? '' },
      { name: 'Tags', wraps: true, cellOf: tagsText },
      { name: 'Target ID', cellOf: ({ trafficMirrorTargetId }) => trafficMirrorTargetId },
      { name: 'Account', cellOf: ({ scope }) => scope.accountId },
      { name: 'Region', cellOf: ({ scope }) => scope.region },
    ];
  }, [estate, findings]);
  const rows = useMemo(() => [...estate.targets.values()], [estate]);
  return <DataTable caption="Targets" columns={columns} rows={rows} noun="target" fileName="targets" />;
}
