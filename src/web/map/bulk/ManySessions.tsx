/** The table in which sessions are chosen, and the panel in which those that are chosen are changed together. */
import type { Draft } from '../change.ts';
import { editedFields } from '../change.ts';
import type { Source } from '../criteria.ts';
import type { Session } from '../lists.ts';
import type { Send } from '../request.ts';
import { SessionTable } from '../SessionTable.tsx';
import { SidePanel } from '../SidePanel.tsx';
import { type Chosen, useScene } from '../scene.ts';
import type { Look } from '../useView.ts';
import { count, nameOfSession } from '../words.ts';
import { BulkPanel } from './BulkPanel.tsx';
import { allPicked, chosenOf, type Picked } from './picked.ts';
import { type Kind, words } from './summary.ts';
import type { Bulk } from './useBulk.ts';

const sessionsOf = (sources: readonly Source[]) => sources.flatMap(({ sessions }) => sessions);

export function ManySessions({
  chosen: { kind, id },
  all,
  shown,
  picked,
  onPicked,
  bulk,
  drafts,
  send,
  onClose,
}: {
  chosen: Chosen;
  all: readonly Source[];
  /** Those that match the search. */
  shown: readonly Source[];
  picked: Picked;
  onPicked: (picked: Picked) => void;
  bulk: Bulk;
  drafts: ReadonlyMap<string, Draft>;
  send: Send;
  onClose: () => void;
}) {
  const { estate } = useScene();
  const visible = sessionsOf(shown);
  const sessions = chosenOf(picked, visible, sessionsOf(all));
  const ids = new Set(visible.map((session) => session.id));
  const hidden = sessions.filter((session) => !ids.has(session.id)).length;
  if (kind === 'table')
    return (
      <SidePanel key={kind} title="Sessions" isWide onClose={onClose}>
        <PickedTools sessions={sessions} hidden={hidden} />
        <SessionTable estate={estate} sources={shown} picked={picked} onPicked={onPicked} />
      </SidePanel>
    );
  const wanted: Kind = id === 'delete' ? 'delete' : 'change';
  const { run } = bulk;
  // A change that is made is shown until the user has seen its result, whatever is chosen meanwhile.
  const isOpen = run !== undefined && run.phase !== 'planned';
  const shownKind = isOpen ? run.job.kind : wanted;
  const edited = sessions.filter((session) => isEdited(drafts.get(session.trafficMirrorSessionId)));
  return (
    <SidePanel
      key={kind}
      title={`${words[shownKind].verb} ${count(isOpen ? run.items.length : sessions.length, 'session')}`}
      isWide
      onClose={onClose}
    >
      <BulkPanel
        kind={shownKind}
        sessions={sessions}
        picked={picked}
        hidden={hidden}
        edited={edited.map(nameOfSession)}
        bulk={bulk}
        send={send}
      />
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
