/** The map at `/map`: shows which network interfaces are mirrored to which targets, and changes sessions. */
import { StrictMode, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/base.css';
import './map.css';
import { toDraft } from './change.ts';
import { areNarrow, type Criteria, narrow, noCriteria, sourcesOf } from './criteria.ts';
import { isRead } from './estate.ts';
import { Failure } from './Failure.tsx';
import { FilterPanel } from './FilterPanel.tsx';
import { FindingsBar, FindingsFailures } from './FindingsBar.tsx';
import { Freshness } from './Freshness.tsx';
import { marksOf } from './findings.ts';
import { keyOf } from './lists.ts';
import { PictureView } from './PictureView.tsx';
import { ProgressView } from './ProgressView.tsx';
import { drawPicture } from './picture.ts';
import { createSend } from './request.ts';
import { SessionPanel } from './SessionPanel.tsx';
import { SidePanel } from './SidePanel.tsx';
import { Summary } from './Summary.tsx';
import { type Chosen, SceneContext } from './scene.ts';
import { Toolbar } from './Toolbar.tsx';
import { useDrafts } from './useDrafts.ts';
import { useEstate } from './useEstate.ts';
import { useFindings } from './useFindings.ts';
import { useView } from './useView.ts';
import type { View } from './view.ts';
import { nameOfFilter, nameOfSession } from './words.ts';

function TrafficMirrorMap() {
  const [token, setToken] = useState('');
  const send = useMemo(() => createSend(token), [token]);
  const { estate, recent, update, progress, reload, picture: read } = useEstate(send);
  const checking = useFindings(read);
  const { view, look } = useView();
  const { criteria, expanded, chosen, camera } = view;
  const deferred = useDeferredValue(criteria);
  // What the search finds is elsewhere, so the picture is fitted to the window again.
  const search = (next: Criteria) => look(() => ({ criteria: next, camera: undefined }));
  const choose = useCallback((next: Chosen | undefined) => look(() => ({ chosen: next }), true), [look]);
  const moveTo = useCallback((next: View['camera']) => look(() => ({ camera: next })), [look]);

  const { findings: { found } = {} } = checking;
  const findings = useMemo(() => marksOf(found ?? [], estate), [found, estate]);
  const all = useMemo(() => sourcesOf(estate), [estate]);
  const sources = useMemo(() => narrow(all, deferred, findings, estate), [all, deferred, findings, estate]);
  const isNarrowed = areNarrow(deferred);
  const picture = useMemo(
    () => drawPicture(estate, sources, expanded, !isNarrowed),
    [estate, sources, expanded, isNarrowed],
  );
  const scene = useMemo(
    () => ({
      estate,
      findings,
      recent,
      chosen,
      choose,
      expandSubnet: (key: string, interfaces: number) =>
        look(
          ({ expanded: before }) => ({
            expanded: { ...before, subnets: new Map(before.subnets).set(key, interfaces) },
          }),
          true,
        ),
      expandTargets: () => look(({ expanded: before }) => ({ expanded: { ...before, targets: true } }), true),
    }),
    [estate, findings, recent, chosen, choose, look],
  );

  const isLoaded = !progress.isLoading && estate.parts.size > 0;
  const isPartial = progress.outstanding?.some((scope) => !estate.parts.has(keyOf(scope))) ?? false;
  const drafts = useDrafts();
  const session =
    chosen?.kind === 'session'
      ? estate.sessions.find((one) => one.trafficMirrorSessionId === chosen.id)
      : undefined;
  // A session that is gone is shown as long as its panel is open.
  const draft =
    chosen?.kind === 'session' ? (drafts.get(chosen.id) ?? (session && toDraft(session))) : undefined;
  const filter = chosen?.kind === 'filter' ? estate.filters.get(chosen.id) : undefined;
  const close = () => {
    // What is gone cannot be opened again, so its edits end here.
    if (draft !== undefined && session === undefined) drafts.delete(draft.base.trafficMirrorSessionId);
    choose(undefined);
  };

  return (
    <SceneContext.Provider value={scene}>
      <header className="top">
        <h1>Traffic Mirror map</h1>
        <p role="status">
          <Summary
            estate={estate}
            all={all}
            shown={sources}
            isNarrowed={isNarrowed}
            isLoading={progress.isLoading}
            isPartial={isPartial}
          />
        </p>
        <Freshness estate={estate} recent={recent} />
        <FindingsBar checking={checking} onShow={() => search({ ...noCriteria, show: 'findings' })} />
        {areNarrow(criteria) && (
          <button type="button" onClick={() => search(noCriteria)}>
            Show everything
          </button>
        )}
        <button type="button" onClick={reload}>
          Reload
        </button>
        <a href="/">Playground</a>
      </header>
      <Toolbar estate={estate} criteria={criteria} onCriteria={search} onToken={setToken} />
      <ProgressView estate={estate} progress={progress} />
      <FindingsFailures checking={checking} />
      {isLoaded && chosen !== undefined && draft === undefined && filter === undefined && (
        <Failure
          text={`There is no ${chosen.kind} ${chosen.id} in the accounts and Regions that were read.`}
        />
      )}
      <main>
        <PictureView
          picture={picture}
          subject={`${estate.parts.size > 0} ${JSON.stringify(deferred)}`}
          camera={camera}
          onMove={moveTo}
        />
        {draft && (
          <SidePanel key={draft.base.id} title={nameOfSession(session ?? draft.base)} onClose={close}>
            <SessionPanel
              initial={draft}
              estate={estate}
              findings={findings.get(draft.base.id) ?? []}
              context={{ session, drafts, send, onSession: (changed) => update(draft.base.id, changed) }}
            />
          </SidePanel>
        )}
        {filter && (
          <SidePanel key={filter.id} title={nameOfFilter(filter)} onClose={close}>
            <FilterPanel
              filter={filter}
              findings={findings.get(filter.trafficMirrorFilterId) ?? []}
              areUsesKnown={!isPartial && isRead(estate, 'sessions', 'every')}
              uses={
                estate.sessions.filter((one) => one.trafficMirrorFilterId === filter.trafficMirrorFilterId)
                  .length
              }
            />
          </SidePanel>
        )}
      </main>
    </SceneContext.Provider>
  );
}

createRoot(document.getElementById('root') ?? document.body).render(
  <StrictMode>
    <TrafficMirrorMap />
  </StrictMode>,
);
