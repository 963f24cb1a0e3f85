/** The steps of an operation that failed, and why. */
import { useMemo } from 'react';
import { DataTable } from '../../DataTable.tsx';
import type { Estate } from '../../estate.ts';
import { toSentence } from '../../request.ts';
import { useScene } from '../../scene.ts';
import type { Column } from '../../table.ts';
import { count, nameOfInterface } from '../../words.ts';
import { operationKinds } from './kinds.ts';
import type { Operation } from './watched.ts';

export function OperationFailures({ of: { kind, failures, failed } }: { of: Operation }) {
  const { estate } = useScene();
  const columns = useMemo(() => columnsOf(estate), [estate]);
  if (failures.length === 0) return null;
  const { noun } = operationKinds[kind];
  return (
    <>
      <DataTable caption="What failed" columns={columns} rows={failures} noun={noun} fileName="failed" />
      {failed > failures.length && (
        <p>{count(failed - failures.length, `more ${noun}`)} failed, and the gateway lists no more.</p>
      )}
    </>
  );
}

function columnsOf({ interfaces }: Estate): readonly Column<Operation['failures'][number]>[] {
  const sources = new Map(interfaces.map((one) => [one.networkInterfaceId, nameOfInterface(one)]));
  return [
    {
      name: 'Interface',
      cellOf: ({ networkInterfaceId: id }) => sources.get(id) ?? id,
      chosenOf: ({ networkInterfaceId }) => ({ kind: 'interface', id: networkInterfaceId }),
    },
    { name: 'Session', cellOf: ({ trafficMirrorSessionId }) => trafficMirrorSessionId ?? 'new' },
    { name: 'Why', wraps: true, cellOf: ({ error }) => toSentence(error.message) },
    { name: 'Code', cellOf: ({ error }) => error.code },
    { name: 'Interface ID', cellOf: ({ networkInterfaceId }) => networkInterfaceId },
    { name: 'Account', cellOf: ({ scope }) => scope.accountId },
    { name: 'Region', cellOf: ({ scope }) => scope.region },
  ];
}
