/** What a move would do: its sessions, the room at the other target, and the findings. */
import type { MoveSessionsMutation } from '../../../../generated/web/onDemand/graphql.ts';
import { DeltaLines } from '../../PlannedFindings.tsx';
import { UsedBy } from '../../UsedBy.tsx';
import { count } from '../../words.ts';

export type Moved = NonNullable<MoveSessionsMutation['payload']>;

export function MovePlan({ plan: { sessions, capacity, findings, warnings } }: { plan: Moved }) {
  return (
    <section className="plan" aria-label="Plan">
      <h3>Plan</h3>
      <p role="status">{count(sessions?.length ?? 0, 'session')} would be moved.</p>
      <UsedBy sessions={sessions ?? []} />
      {capacity && <p>{roomText(capacity)}</p>}
      {warnings.map((warning) => (
        <p key={warning} className="mark">
          ⚠ {warning}
        </p>
      ))}
      {findings === null ? (
        <p className="mark">What it would do to the findings is not known.</p>
      ) : (
        <DeltaLines {...findings} />
      )}
    </section>
  );
}

function roomText({ sourcesAllowed, isUnlimited, sourcesInUse }: NonNullable<Moved['capacity']>): string {
  const now = `${count(sourcesInUse, 'network interface')} ${sourcesInUse === 1 ? 'sends' : 'send'} to the other target now`;
  if (isUnlimited) return `${now}; it has no limit.`;
  return sourcesAllowed === null
    ? `${now}; how many it takes is not known.`
    : `${now}; it takes ${sourcesAllowed}.`;
}
