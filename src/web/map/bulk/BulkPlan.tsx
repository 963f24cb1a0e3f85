/** Shows what a change of many sessions would do, or has done: in numbers, by reason, and for each session. */
import { useMemo } from 'react';
import { fieldLabels } from '../change.ts';
import { DataTable } from '../DataTable.tsx';
import type { Estate } from '../estate.ts';
import type { Send } from '../request.ts';
import { count, valueText } from '../words.ts';
import { BulkFindings } from './BulkFindings.tsx';
import { planned } from './chunks.ts';
import { ItemGroups } from './ItemGroups.tsx';
import type { State } from './items.ts';
import { type CommonChange, columnsOf, commonChanges, groupsOf, inState, stateText } from './summary.ts';
import type { Run } from './useBulk.ts';

const states: readonly State[] = ['done', 'ready', 'same', 'refused', 'unknown', 'waiting'];
const labels: Readonly<Record<string, string>> = fieldLabels;

export function BulkPlan({ estate, run, send }: { estate: Estate; run: Run; send: Send }) {
  const { items, job, phase } = run;
  const isMade = phase === 'made';
  const ready = useMemo(() => inState(items, 'ready'), [items]);
  const counted = states.map((state) => ({ state, number: inState(items, state).length }));
  const title = isMade ? 'Result' : 'Plan';
  return (
    <section className="plan bulk-plan" aria-label={title}>
      <h3>{title}</h3>
      <ul className="bulk-counts">
        {counted
          .filter(({ number }) => number > 0)
          .map(({ state, number }) => (
            <li key={state} className={`state-${state}`}>
              <strong>{number.toLocaleString('en')}</strong> {stateText(state, job.kind, isMade)}
            </li>
          ))}
      </ul>
      {inState(items, 'unknown').length > 0 && (
        <p className="mark">
          ⚠ Of those whose outcome is unknown, each was changed or not: the answer was lost. Plan them again:
          the plan shows them as they are now.
        </p>
      )}
      <ItemGroups
        groups={groupsOf(inState(items, 'refused', 'unknown', 'waiting'), ({ reasons }) => reasons)}
      />
      {!isMade && <Remarks estate={estate} run={run} />}
      {!isMade && <Changes estate={estate} changes={commonChanges(ready)} deletes={job.kind === 'delete'} />}
      {phase === 'planned' && ready.length > 0 && (
        <BulkFindings
          key={ready.length}
          job={job}
          items={ready}
          send={send}
          isAsked={ready.length > planned}
        />
      )}
      <DataTable
        caption={isMade ? 'Result for each session' : 'Plan for each session'}
        columns={columnsOf(job.kind, isMade, (value) => valueText(estate, value))}
        rows={items}
        noun="session"
        fileName={`${job.kind}-sessions-${title.toLowerCase()}`}
      />
    </section>
  );
}

/** What is to be known before it is done. */
function Remarks({ estate, run: { items } }: { estate: Estate; run: Run }) {
  const ready = inState(items, 'ready');
  const changed = items.filter((item) => item.isChanged).length;
  const permitted = ready.filter((item) => item.isPermitted).length;
  const next = ready[0]?.changes.find(({ field }) => field === 'trafficMirrorTargetId')?.after ?? '';
  return (
    <>
      <ItemGroups groups={groupsOf(ready, ({ warnings }) => warnings)} />
      {changed > 0 && (
        <p className="mark">
          ⚠ {count(changed, 'session')} changed after the picture was read. The plan is for them as they are
          now.
        </p>
      )}
      {ready.length > planned && estate.targets.get(next)?.type === 'NETWORK_INTERFACE' && (
        <p className="mark">
          ⚠ The new target is a network interface, to which EC2 lets only so many interfaces send. The plan
          counts them for {planned} sessions at a time, so EC2 may refuse some of the others.
        </p>
      )}
      {ready.length > 0 && (
        <p>
          {permitted > 0 && `EC2 permits it for the ${count(permitted, 'session')} that it was asked about. `}
          {permitted < ready.length &&
            `EC2 has given no verdict on ${permitted > 0 ? 'the others' : 'any of them'}, and may still refuse.`}
        </p>
      )}
    </>
  );
}

/** More different changes are only in the table of sessions. */
const maxChanges = 20;

function Changes({
  estate,
  changes,
  deletes,
}: {
  estate: Estate;
  changes: readonly CommonChange[];
  deletes: boolean;
}) {
  if (changes.length === 0) return null;
  const show = (field: string, value: string | null) =>
    value === null ? (
      <em>{field === 'packetLength' ? 'whole packets' : 'none'}</em>
    ) : (
      valueText(estate, value)
    );
  return (
    <>
      <table>
        <caption>{deletes ? 'What the deleted sessions have' : 'Changes'}</caption>
        <thead>
          <tr>
            <th scope="col">Property</th>
            <th scope="col">Before</th>
            {!deletes && <th scope="col">After</th>}
            <th scope="col">Sessions</th>
          </tr>
        </thead>
        <tbody>
          {changes.slice(0, maxChanges).map(({ field, before, after, sessions }) => (
            <tr key={`${field} ${before} ${after}`}>
              <th scope="row">{labels[field] ?? field}</th>
              <td>{show(field, before)}</td>
              {!deletes && <td>{show(field, after)}</td>}
              <td className="numeric">{sessions.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > maxChanges && (
        <p>{count(changes.length - maxChanges, 'more change')} in the table of sessions.</p>
      )}
    </>
  );
}
