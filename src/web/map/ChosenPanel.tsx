/** The panel of what the user has chosen in the picture. */
import { memo } from 'react';
import { ManySessions } from './bulk/ManySessions.tsx';
import type { Picked } from './bulk/picked.ts';
import type { Bulk } from './bulk/useBulk.ts';
import { ChosenObject } from './ChosenObject.tsx';
import { toDraft } from './change.ts';
import { toGrouping, toText } from './coverage.ts';
import type { Source } from './criteria.ts';
import { GatewayWork, isGatewayWork } from './GatewayWork.tsx';
import { InterfacePanel } from './InterfacePanel.tsx';
import type { Session } from './lists.ts';
import { NotFound } from './NotFound.tsx';
import { OnDemand } from './OnDemand.tsx';
import type { Path } from './packet.ts';
import type { Send } from './request.ts';
import { SessionPanel } from './SessionPanel.tsx';
import { SidePanel } from './SidePanel.tsx';
import { useScene } from './scene.ts';
import { Tables, titleOf } from './Tables.tsx';
import { nameOfInterface, nameOfSession } from './words.ts';

interface Props {
  readonly all: readonly Source[];
  /** Those that match the search. */
  readonly shown: readonly Source[];
  /** Whether everything has been read once, or could not be. It stays so while it is read again. */
  readonly isLoaded: boolean;
  readonly picked: Picked;
  readonly onPicked: (picked: Picked) => void;
  readonly bulk: Bulk;
  /** A new object whenever the picture has changed. */
  readonly picture: { readonly send: Send } | undefined;
  readonly onPath: (path: Path | undefined) => void;
}

export const ChosenPanel = memo(function ChosenPanel(props: Props) {
  const { estate, findings, chosen, choose, send, drafts, update } = useScene();
  const { all, isLoaded } = props;
  const onSession = (id: string, item: Session | undefined) => update([{ kind: 'sessions', id, item }]);
  const close = () => choose(undefined);
  if (chosen === undefined) return null;
  const { kind, id } = chosen;

  if (kind === 'coverage')
    return (
      <SidePanel key={kind} title="Coverage" isWide onClose={close}>
        <OnDemand>
          {({ CoveragePanel }) => (
            <CoveragePanel
              picture={props.picture}
              estate={estate}
              grouping={toGrouping(id)}
              onGrouping={(next) => choose({ kind, id: toText(next) })}
            />
          )}
        </OnDemand>
      </SidePanel>
    );

  if (isGatewayWork(chosen)) return <GatewayWork chosen={chosen} picture={props.picture} />;

  if (kind === 'bulk')
    return (
      <ManySessions
        id={id}
        all={all}
        shown={props.shown}
        picked={props.picked}
        bulk={props.bulk}
        onClose={close}
      />
    );

  if (kind === 'target' || kind === 'filter' || kind === 'rule' || kind === 'new')
    return <ChosenObject chosen={chosen} isLoaded={isLoaded} />;

  if (kind === 'table')
    return (
      <SidePanel key={kind} title={titleOf(id)} isWide onClose={close}>
        <Tables id={id} all={all} shown={props.shown} picked={props.picked} onPicked={props.onPicked} />
      </SidePanel>
    );

  const session = estate.sessions.find((one) => one.trafficMirrorSessionId === id);
  // A session that is gone is shown as long as its panel is open.
  const draft = kind === 'session' ? (drafts.edits.get(id) ?? (session && toDraft(session))) : undefined;
  if (draft !== undefined) {
    const closeSession = () => {
      // What is gone cannot be opened again, so its edits end here.
      if (session === undefined) drafts.edits.delete(id);
      close();
    };
    return (
      <SidePanel key={id} title={nameOfSession(session ?? draft.base)} onClose={closeSession}>
        <SessionPanel
          initial={draft}
          estate={estate}
          findings={findings.get(draft.base.id) ?? []}
          context={{
            session,
            drafts: drafts.edits,
            send,
            onSession: (changed) => onSession(draft.base.id, changed),
          }}
          onDeleted={() => {
            drafts.edits.delete(id);
            onSession(draft.base.id, undefined);
            choose(undefined, chosen);
          }}
        />
      </SidePanel>
    );
  }

  const source = all.find((one) => one.source.networkInterfaceId === id)?.source;
  if (source !== undefined)
    return (
      <SidePanel key={id} title={nameOfInterface(source)} onClose={close}>
        <InterfacePanel
          source={source}
          estate={estate}
          findings={findings.get(id) ?? []}
          send={send}
          picture={props.picture}
          onCreated={(created) => {
            onSession(created.id, created);
            choose({ kind: 'session', id: created.trafficMirrorSessionId }, chosen);
          }}
          onPath={props.onPath}
        />
      </SidePanel>
    );

  return isLoaded ? <NotFound chosen={chosen} /> : null;
});
