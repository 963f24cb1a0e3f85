/** The table in which sessions are chosen, and the panel in which those that are chosen are changed together. */
import type { Draft } from '../change.ts';
import { editedFields } from '../change.ts';
import type { Source } from '../criteria.ts';
import type { Session } from '../lists.ts';
import { OnDemand } from '../OnDemand.tsx';
import { SessionTable } from '../SessionTable.tsx';
import { SidePanel } from '../SidePanel.tsx';
import { useScene } from '../scene.ts';
import type { Look } from '../useView.ts';
import { count, nameOfSession } from '../words.ts';
import { allPicked, chosenOf, type Picked } from './picked.ts';
import { type Kind, words } from './summary.ts';
import type { Bulk } from './useBulk.ts';

const sessionsOf = (sources: readonly Source[]) => sources.flatMap(({ sessions }) => sessions);

interface Props {
  readonly all: readonly Source[];
  /** Those that match the search. */
  readonly shown: readonly Source[];
  readonly picked: Picked;
}

/** The sessions that are chosen, and how many of them the search hides. */
function chosenIn({ all, shown, picked }: Props) {
  const visible = sessionsOf(shown);
  const ids = new Set(visible.map((session) => session.id));
  const sessions = chosenOf(picked, visible, sessionsOf(all));
  return { sessions, hidden: sessions.filter((session) => !ids.has(session.id)).length };
}

export function PickTable({ onPicked, ...props }: Props & { onPicked: (picked: Picked) => void }) {
  const { estate } = useScene();
  return (
    <>
      <PickedTools {...chosenIn(props)} />
      <SessionTable estate={estate} sources={props.shown} picked={props.picked} onPicked={onPicked} />
    </>
  );
}

/** @param id what is to be done to them. */
export function ManySessions({
  id,
  bulk,
  onClose,
  ...props
}: Props & { id: string; bulk: Bulk; onClose: () => void }) {
  const { send, drafts } = useScene();
  const { sessions, hidden } = chosenIn(props);
  const { run } = bulk;
  // A change that is made is shown until the user has seen its result, whatever is chosen meanwhile.
  const isOpen = run !== undefined && run.phase !== 'planned';
  const kind: Kind = isOpen ? run.job.kind : id === 'delete' ? 'delete' : 'change';
  const edited = sessions.filter((session) => isEdited(drafts.edits.get(session.trafficMirrorSessionId)));
  return (
    <SidePanel
      title={`${words[kind].verb} ${count(isOpen ? run.items.length : sessions.length, 'session')}`}
      isWide
      onClose={onClose}
    >
      <OnDemand>
        {({ BulkPanel }) => (
          <BulkPanel
            kind={kind}
            sessions={sessions}
            picked={props.picked}
            hidden={hidden}
            edited={edited.map(nameOfSession)}
            bulk={bulk}
            send={send}
          />
        )}
      </OnDemand>
    </SidePanel>
  );
}

const isEdited = (draft: Draft | undefined) => draft !== undefined && editedFields(draft).length > 0;

/** What can be done with the sessions that are chosen in the table. */
function PickedTools({ sessions, hidden }: { sessions: readonly Session[]; hidden: number }) {
  const { choose } = useScene();
  if (sessions.length === 0) return <p>Choose sessions by their check boxes to change them together.</p>;
  return (
    <div className="pick-tools">
      {(['change', 'delete'] as const).map((kind) => (
        <button key={kind} type="button" onClick={() => choose({ kind: 'bulk', id: kind })}>
          {words[kind].verb} {count(sessions.length, 'chosen session')}
        </button>
      ))}
      {hidden > 0 && <span>The search hides {hidden} of them.</span>}
    </div>
  );
}

/** Offers to change all sessions that a search shows. */
export function ChangeShown({ shown, look }: { shown: readonly Source[]; look: Look }) {
  const sessions = shown.reduce((sum, one) => sum + one.sessions.length, 0);
  if (sessions === 0) return null;
  const change = () => look(() => ({ picked: allPicked, chosen: { kind: 'bulk', id: 'change' } }), true);
  return (
    <button type="button" onClick={change}>
      Change {count(sessions, 'session')} shown
    </button>
  );
}
