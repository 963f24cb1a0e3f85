/** The steps of an operation that failed, and why. */
import { DataTable } from '../../DataTable.tsx';
import { toSentence } from '../../request.ts';
import type { Column } from '../../table.ts';
import { count } from '../../words.ts';
import { operationKinds } from './kinds.ts';
import type { Operation } from './watched.ts';

const columns: readonly Column<Operation['failures'][number]>[] = [
  {
    name: 'Interface',
    cellOf: ({ networkInterfaceId }) => networkInterfaceId,
    chosenOf: ({ networkInterfaceId }) => ({ kind: 'interface', id: networkInterfaceId }),
  },
  { name: 'Session', cellOf: ({ trafficMirrorSessionId }) => trafficMirrorSessionId ?? 'new' },
  { name: 'Why', wraps: true, cellOf: ({ error }) => toSentence(error.message) },
  { name: 'Code', cellOf: ({ error }) => error.code },
  { name: 'Account', cellOf: ({ scope }) => scope.accountId },
  { name: 'Region', cellOf: ({ scope }) => scope.region },
];

export function OperationFailures({ of: { kind, failures, failed } }: { of: Operation }) {
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
