/** Shows what a change of many sessions would do, or has done: in numbers, by reason, and for each session. */
import { type ReactNode, useMemo } from 'react';
import { DataTable } from '../DataTable.tsx';
import type { Estate } from '../estate.ts';
import type { Send } from '../request.ts';
import { count, valueText } from '../words.ts';
import { BulkFindings } from './BulkFindings.tsx';
import { ChangesTable } from './ChangesTable.tsx';
import { planned } from './chunks.ts';
import { ItemGroups } from './ItemGroups.tsx';
import type { State } from './items.ts';
import { columnsOf, commonChanges, groupsOf, inState, stateText, words } from './summary.ts';
import type { Run } from './useBulk.ts';

const states: readonly State[] = ['done', 'ready', 'same', 'refused', 'unknown', 'waiting'];

export function BulkPlan({
  estate,
  run,
  send,
  children,
}: {
  estate: Estate;
  run: Run;
  send: Send;
  /** What can be done next. */
  children: ReactNode;
}) {
  const { items, job, phase } = run;
  const isMade = phase === 'made';
  const ready = useMemo(() => inState(items, 'ready'), [items]);
  const counted = states.map((state) => ({ state, number: inState(items, state).length }));
  const title = isMade ? 'Result' : 'Plan';
  const columns = useMemo(
    () => columnsOf(items, job.kind, isMade, (value) => valueText(estate, value)),
    [items, job.kind, isMade, estate],
  );
  return (
    <section className="plan bulk-plan" aria-label={title}>
      <h3>{title}</h3>
      <ul className="counts">
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
          ⚠ Where the outcome is unknown, the answer was lost: the session was {words[job.kind].done} or not.
          Plan it again: the plan shows how it is now.
        </p>
      )}
      <ItemGroups
        groups={groupsOf(inState(items, 'refused', 'unknown', 'waiting'), ({ reasons }) => reasons)}
      />
      {!isMade && <Remarks estate={estate} run={run} />}
      {!isMade && (
        <ChangesTable estate={estate} changes={commonChanges(ready)} deletes={job.kind === 'delete'} />
      )}
      {phase === 'planned' && ready.length > 0 && (
        <BulkFindings
          key={ready.length}
          job={job}
          items={ready}
          send={send}
          isAsked={ready.length > planned}
        />
      )}
      {children}
      <DataTable
        caption={isMade ? 'Result for each session' : 'Plan for each session'}
        columns={columns}
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
