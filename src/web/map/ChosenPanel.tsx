/** The panel of what the user has chosen in the picture. */
import { memo } from 'react';
import { CoveragePanel } from './CoveragePanel.tsx';
import { toDraft } from './change.ts';
import { toGrouping, toText } from './coverage.ts';
import type { Source } from './criteria.ts';
import { Failure } from './Failure.tsx';
import { FilterPanel } from './FilterPanel.tsx';
import { InterfacePanel } from './InterfacePanel.tsx';
import type { Session } from './lists.ts';
import type { Path } from './packet.ts';
import type { Send } from './request.ts';
import { SessionPanel } from './SessionPanel.tsx';
import { SessionTable } from './SessionTable.tsx';
import { SidePanel } from './SidePanel.tsx';
import { useScene } from './scene.ts';
import { useDrafts } from './useDrafts.ts';
import { nameOfFilter, nameOfInterface, nameOfSession } from './words.ts';

interface Props {
  readonly all: readonly Source[];
  /** Those that match the search. */
  readonly shown: readonly Source[];
  /** Whether everything has been read, so that what is not there does not exist. */
  readonly isLoaded: boolean;
  /** Whether all sessions have been read. */
  readonly areUsesKnown: boolean;
  readonly send: Send;
  /** A new object whenever the picture has changed. */
  readonly picture: { readonly send: Send } | undefined;
  /** Shows a session as it is now; undefined if it was deleted. */
  readonly onSession: (id: string, session: Session | undefined) => void;
  readonly onPath: (path: Path | undefined) => void;
}

export const ChosenPanel = memo(function ChosenPanel(props: Props) {
  const { estate, findings, chosen, choose } = useScene();
  const { all, isLoaded, areUsesKnown, send, onSession } = props;
  const drafts = useDrafts();
  const close = () => choose(undefined);
  if (chosen === undefined) return null;
  const { kind, id } = chosen;

  if (kind === 'coverage')
    return (
      <SidePanel key={kind} title="Coverage" isWide onClose={close}>
        <CoveragePanel
          picture={props.picture}
          estate={estate}
          grouping={toGrouping(id)}
          onGrouping={(next) => choose({ kind, id: toText(next) })}
        />
      </SidePanel>
    );

  if (kind === 'table')
    return (
      <SidePanel key={kind} title="Sessions" isWide onClose={close}>
        <SessionTable estate={estate} sources={props.shown} />
      </SidePanel>
    );

  const session = estate.sessions.find((one) => one.trafficMirrorSessionId === id);
  // A session that is gone is shown as long as its panel is open.
  const draft = kind === 'session' ? (drafts.get(id) ?? (session && toDraft(session))) : undefined;
  if (draft !== undefined) {
    const closeSession = () => {
      // What is gone cannot be opened again, so its edits end here.
      if (session === undefined) drafts.delete(id);
      close();
    };
    return (
      <SidePanel key={id} title={nameOfSession(session ?? draft.base)} onClose={closeSession}>
        <SessionPanel
          initial={draft}
          estate={estate}
          findings={findings.get(draft.base.id) ?? []}
          context={{ session, drafts, send, onSession: (changed) => onSession(draft.base.id, changed) }}
          onDeleted={() => {
            drafts.delete(id);
            onSession(draft.base.id, undefined);
            close();
          }}
        />
      </SidePanel>
    );
  }

  const filter = kind === 'filter' ? estate.filters.get(id) : undefined;
  if (filter !== undefined)
    return (
      <SidePanel key={id} title={nameOfFilter(filter)} onClose={close}>
        <FilterPanel
          filter={filter}
          findings={findings.get(id) ?? []}
          areUsesKnown={areUsesKnown}
          uses={estate.sessions.filter((one) => one.trafficMirrorFilterId === id).length}
        />
      </SidePanel>
    );

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
            choose({ kind: 'session', id: created.trafficMirrorSessionId });
          }}
          onPath={props.onPath}
        />
      </SidePanel>
    );

  if (!isLoaded) return null;
  return (
    <SidePanel key={id} title="Not found" onClose={close}>
      <Failure text={`There is no ${kind} ${id} in the accounts and Regions that were read.`} />
    </SidePanel>
  );
});
