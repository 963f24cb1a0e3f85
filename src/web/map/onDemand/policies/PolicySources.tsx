/** Lists the interfaces that a policy selects, with where each stands and why. */
import { useMemo, useState } from 'react';
import {
  type PolicySourceFragment,
  PolicySourcesDocument,
} from '../../../../generated/web/onDemand/graphql.ts';
import { DataTable } from '../../DataTable.tsx';
import type { Estate } from '../../estate.ts';
import { toSentence } from '../../request.ts';
import { useScene } from '../../scene.ts';
import type { Column } from '../../table.ts';
import { nameOfInterface, nameOfSession } from '../../words.ts';
import { readPages } from '../pages.ts';
import { ReadingState } from '../ReadingState.tsx';
import { ScopeErrors } from '../ScopeErrors.tsx';
import { everywhere, type Pictured, useReading } from '../useReading.ts';
import { stateWords } from './words.ts';

/** As many as the gateway allows. */
const pageSize = 1_000;

const choices = {
  'not as wanted': ['MISSING', 'WRONG', 'IMPOSSIBLE'],
  excluded: ['EXCLUDED'],
  mirrored: ['MIRRORED'],
  all: null,
} as const;
type Choice = keyof typeof choices;

export function PolicySources({ name, picture }: { name: string; picture: Pictured }) {
  const [choice, setChoice] = useState<Choice>('not as wanted');
  return (
    <section aria-label="Interfaces" className="uses-of">
      <h3>Interfaces, and why they are where they are</h3>
      <label>
        Show{' '}
        <select value={choice} onChange={({ target }) => setChoice(target.value as Choice)}>
          {Object.keys(choices).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      {/* With a key, so that those of another choice are never shown as if they were of this one. */}
      <SourceTable key={choice} name={name} choice={choice} picture={picture} />
    </section>
  );
}

function SourceTable({ name, choice, picture }: { name: string; choice: Choice; picture: Pictured }) {
  const { estate } = useScene();
  const [isWhole, setWhole] = useState(false);
  const reading = useReading(picture, String(isWhole), (send, signal) =>
    readPages(
      async (after) => {
        const variables = { name, ...everywhere, states: toStates(choice), first: pageSize, after };
        return (await send(PolicySourcesDocument, variables, signal)).policy?.sources;
      },
      isWhole ? undefined : 1,
    ),
  );
  const columns = useMemo(() => columnsOf(estate), [estate]);
  const { read } = reading;
  return (
    <>
      <ReadingState what="The interfaces are" picture={picture} reading={reading} />
      {read && (
        <>
          <ScopeErrors of={read.scopeErrors} />
          <DataTable
            caption="Interfaces of the policy"
            columns={columns}
            rows={read.nodes}
            noun="interface"
            fileName={`policy-${name}`}
          />
          {read.hasMore && (
            <p>
              These are the first {read.nodes.length.toLocaleString('en')}.{' '}
              <button type="button" aria-disabled={reading.isReading} onClick={() => setWhole(true)}>
                Read the others
              </button>
            </p>
          )}
        </>
      )}
    </>
  );
}

const toStates = (choice: Choice) => choices[choice]?.slice() ?? null;

/** Interfaces and sessions that the picture lacks are called by their ids. */
function columnsOf({ interfaces, sessions }: Estate): readonly Column<PolicySourceFragment>[] {
  const sources = new Map(interfaces.map((one) => [one.networkInterfaceId, nameOfInterface(one)]));
  const accounts = new Map(interfaces.map((one) => [one.networkInterfaceId, one.scope.accountId]));
  const names = new Map(sessions.map((one) => [one.trafficMirrorSessionId, nameOfSession(one)]));
  return [
    { name: 'State', cellOf: ({ state }) => stateWords[state] ?? state },
    {
      name: 'Name',
      cellOf: ({ networkInterface: { networkInterfaceId: id } }) => sources.get(id) ?? id,
      chosenOf: ({ networkInterface }) => ({ kind: 'interface', id: networkInterface.networkInterfaceId }),
    },
    {
      name: 'Why',
      wraps: true,
      cellOf: ({ policyMessage, reasons }) =>
        [
          ...(policyMessage === null ? [] : [policyMessage]),
          // Some are told in the message already.
          ...reasons.map(({ message }) => message).filter((text) => !policyMessage?.includes(text)),
        ]
          .map(toSentence)
          .join(' '),
    },
    { name: 'Reason', cellOf: ({ policyReason }) => policyReason ?? '' },
    {
      name: 'Session',
      cellOf: ({ ownedSession }) => {
        const id = ownedSession?.trafficMirrorSessionId ?? '';
        return names.get(id) ?? id;
      },
    },
    { name: 'Interface', cellOf: ({ networkInterface }) => networkInterface.networkInterfaceId },
    {
      name: 'Account',
      cellOf: ({ networkInterface }) => accounts.get(networkInterface.networkInterfaceId) ?? '',
    },
    { name: 'Region', cellOf: ({ networkInterface }) => networkInterface.region },
  ];
}
