/** The map at `/map`: shows which network interfaces are mirrored to which targets, and changes sessions. */
import { StrictMode, useDeferredValue, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/base.css';
import './map.css';
import { toDraft } from './change.ts';
import { areNarrow, narrow, noCriteria, sourcesOf } from './criteria.ts';
import { isRead } from './estate.ts';
import { FilterPanel } from './FilterPanel.tsx';
import { FindingsBar, FindingsFailures } from './FindingsBar.tsx';
import { marksOf } from './findings.ts';
import { keyOf } from './lists.ts';
import { PictureView } from './PictureView.tsx';
import { ProgressView } from './ProgressView.tsx';
import { drawPicture, type Expanded } from './picture.ts';
import { createSend } from './request.ts';
import { SessionPanel } from './SessionPanel.tsx';
import { SidePanel } from './SidePanel.tsx';
import { Summary } from './Summary.tsx';
import { type Chosen, SceneContext } from './scene.ts';
import { Toolbar } from './Toolbar.tsx';
import { useDrafts } from './useDrafts.ts';
import { useEstate } from './useEstate.ts';
import { useFindings } from './useFindings.ts';
import { nameOfFilter, nameOfSession } from './words.ts';

const nothingExpanded: Expanded = { subnets: new Map(), targets: false };

function TrafficMirrorMap() {
  const [token, setToken] = useState('');
  const send = useMemo(() => createSend(token), [token]);
  const { estate, update, progress, reload, picture: read } = useEstate(send);
  const checking = useFindings(read);
  const [criteria, setCriteria] = useState(noCriteria);
  const deferred = useDeferredValue(criteria);
  const [expanded, setExpanded] = useState(nothingExpanded);
  const [chosen, setChosen] = useState<Chosen>();

  const { findings: { found } = {} } = checking;
  const findings = useMemo(() => marksOf(found ?? [], estate), [found, estate]);
  const all = useMemo(() => sourcesOf(estate), [estate]);
  const sources = useMemo(() => narrow(all, deferred, findings), [all, deferred, findings]);
  const isNarrowed = areNarrow(deferred);
  const picture = useMemo(
    () => drawPicture(estate, sources, expanded, !isNarrowed),
    [estate, sources, expanded, isNarrowed],
  );
  const scene = useMemo(
    () => ({
      estate,
      findings,
      chosen,
      choose: setChosen,
      expandSubnet: (key: string, interfaces: number) =>
        setExpanded((before) => ({ ...before, subnets: new Map(before.subnets).set(key, interfaces) })),
      expandTargets: () => setExpanded((before) => ({ ...before, targets: true })),
    }),
    [estate, findings, chosen],
  );

  const isPartial = progress.outstanding?.some((scope) => !estate.parts.has(keyOf(scope))) ?? false;
  const drafts = useDrafts();
  const session = chosen?.kind === 'session' ? estate.sessions.find(({ id }) => id === chosen.id) : undefined;
  // A session that is gone is shown as long as its panel is open.
  const draft =
    chosen?.kind === 'session' ? (drafts.get(chosen.id) ?? (session && toDraft(session))) : undefined;
  const filter = chosen?.kind === 'filter' ? estate.filters.get(chosen.id) : undefined;
  const close = () => {
    // What is gone cannot be opened again, so its edits end here.
    if (draft !== undefined && session === undefined) drafts.delete(draft.base.id);
    setChosen(undefined);
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
        <FindingsBar checking={checking} onShow={() => setCriteria({ ...noCriteria, show: 'findings' })} />
        {areNarrow(criteria) && (
          <button type="button" onClick={() => setCriteria(noCriteria)}>
            Show everything
          </button>
        )}
        <button type="button" onClick={reload}>
          Reload
        </button>
        <a href="/">Playground</a>
      </header>
      <Toolbar estate={estate} criteria={criteria} onCriteria={setCriteria} onToken={setToken} />
      <ProgressView estate={estate} progress={progress} />
      <FindingsFailures checking={checking} />
      <main>
        <PictureView picture={picture} subject={`${estate.parts.size > 0} ${JSON.stringify(deferred)}`} />
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
