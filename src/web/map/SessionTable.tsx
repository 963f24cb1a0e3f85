/** The sessions that the picture shows, as a table: for screen readers, for sorting, and for spreadsheets. */
import { useMemo } from 'react';
import { isPicked, type Picked, pick, pickAll } from './bulk/picked.ts';
import type { Source } from './criteria.ts';
import { DataTable } from './DataTable.tsx';
import type { Estate } from './estate.ts';
import type { Interface, Session } from './lists.ts';
import type { Column } from './table.ts';
import { lengthOf, nameOfInterface, nameOfSession, valueText } from './words.ts';

interface Row {
  readonly source: Interface;
  readonly session: Session;
}

const columnsOf = (estate: Estate): readonly Column<Row>[] => [
  { name: 'Source', cellOf: ({ source }) => nameOfInterface(source) },
  { name: 'No.', cellOf: ({ session }) => session.sessionNumber ?? '' },
  {
    name: 'Session',
    cellOf: ({ session }) => nameOfSession(session),
    chosenOf: ({ session }) => ({ kind: 'session', id: session.trafficMirrorSessionId }),
  },
  {
    name: 'Filter',
    cellOf: ({ session }) => valueText(estate, session.trafficMirrorFilterId ?? ''),
    chosenOf: ({ session }) => ({ kind: 'filter', id: session.trafficMirrorFilterId ?? '' }),
  },
  {
    name: 'Target',
    cellOf: ({ session }) => valueText(estate, session.trafficMirrorTargetId ?? ''),
    chosenOf: ({ session }) => ({ kind: 'target', id: session.trafficMirrorTargetId ?? '' }),
  },
  { name: 'Length', cellOf: ({ session }) => lengthOf(session) },
  { name: 'VNI', cellOf: ({ session }) => String(session.virtualNetworkId ?? '') },
  { name: 'Interface', cellOf: ({ source }) => source.networkInterfaceId },
  { name: 'Session ID', cellOf: ({ session }) => session.trafficMirrorSessionId },
  { name: 'VPC', cellOf: ({ source }) => source.vpcId ?? '' },
  { name: 'Account', cellOf: ({ session }) => session.scope.accountId },
  { name: 'Region', cellOf: ({ session }) => session.scope.region },
];

/**
 * @param sources those that match the search.
 * @param onPicked called with the sessions that are now chosen.
 */
export function SessionTable({
  estate,
  sources,
  picked,
  onPicked,
}: {
  estate: Estate;
  sources: readonly Source[];
  picked: Picked;
  onPicked: (picked: Picked) => void;
}) {
  const columns = useMemo(() => columnsOf(estate), [estate]);
  const rows = useMemo(
    () => sources.flatMap(({ source, sessions }) => sessions.map((session) => ({ source, session }))),
    [sources],
  );
  return (
    <DataTable
      caption="Sessions, in evaluation order for each source"
      columns={columns}
      rows={rows}
      noun="session"
      fileName="sessions"
      selection={{
        labelOf: ({ session }) => nameOfSession(session),
        isPicked: ({ session }) => isPicked(picked, session),
        onPick: (some, isChosen) => {
          const sessions = some.map(({ session }) => session);
          onPicked(
            some.length === rows.length
              ? pickAll(picked, sessions, isChosen)
              : pick(picked, sessions, isChosen),
          );
        },
      }}
    />
  );
}
