/** The map at `/map`: shows which network interfaces are mirrored to which targets, and changes sessions. */
import { StrictMode, useDeferredValue, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/base.css';
import './map.css';
import { narrow, noCriteria, sourcesOf } from './criteria.ts';
import { withSession } from './estate.ts';
import { FilterPanel } from './FilterPanel.tsx';
import { PictureView } from './PictureView.tsx';
import { ProgressView } from './ProgressView.tsx';
import { drawPicture, type Expanded } from './picture.ts';
import { findProblems } from './problems.ts';
import { createSend } from './request.ts';
import { SessionPanel } from './SessionPanel.tsx';
import { SidePanel } from './SidePanel.tsx';
import { type Chosen, SceneContext } from './scene.ts';
import { Toolbar } from './Toolbar.tsx';
import { useEstate } from './useEstate.ts';
import { count, nameOfFilter, nameOfSession } from './words.ts';

const nothingExpanded: Expanded = { subnets: new Map(), targets: false };

function TrafficMirrorMap() {
  const [token, setToken] = useState('');
  const send = useMemo(() => createSend(token), [token]);
  const { estate, setEstate, progress, isLoading, failure, loaded, reload } = useEstate(send);
  const [criteria, setCriteria] = useState(noCriteria);
  const deferred = useDeferredValue(criteria);
  const [expanded, setExpanded] = useState(nothingExpanded);
  const [chosen, setChosen] = useState<Chosen>();

  const problems = useMemo(() => findProblems(estate), [estate]);
  const all = useMemo(() => sourcesOf(estate), [estate]);
  const sources = useMemo(() => narrow(all, deferred, problems), [all, deferred, problems]);
  const isNarrowed = deferred !== noCriteria;
  const picture = useMemo(
    () => drawPicture(estate, sources, expanded, !isNarrowed),
    [estate, sources, expanded, isNarrowed],
  );
  const scene = useMemo(
    () => ({
      estate,
      problems,
      chosen,
      choose: setChosen,
      expandSubnet: (key: string, interfaces: number) =>
        setExpanded((before) => ({ ...before, subnets: new Map(before.subnets).set(key, interfaces) })),
      expandTargets: () => setExpanded((before) => ({ ...before, targets: true })),
    }),
    [estate, problems, chosen],
  );

  const sessions = sources.reduce((sum, one) => sum + one.sessions.length, 0);
  const used = new Set(
    sources.flatMap((one) => one.sessions.map((session) => session.trafficMirrorTargetId)),
  );
  const mirrored = sources.filter((one) => one.sessions.length > 0).length;
  const session = chosen?.kind === 'session' ? estate.sessions.find(({ id }) => id === chosen.id) : undefined;
  const filter = chosen?.kind === 'filter' ? estate.filters.get(chosen.id) : undefined;
  const close = () => setChosen(undefined);

  return (
    <SceneContext.Provider value={scene}>
      <header className="top">
        <h1>Traffic Mirror map</h1>
        <p role="status">
          <strong>{mirrored.toLocaleString('en')}</strong> of {count(sources.length, 'network interface')} are
          mirrored by <strong>{count(sessions, 'session')}</strong>
          {isNarrowed && ` (of ${estate.sessions.length.toLocaleString('en')})`} to{' '}
          {count(used.size, 'target')}
        </p>
        {problems.size > 0 && (
          <button
            type="button"
            className="mark"
            onClick={() => setCriteria({ ...noCriteria, show: 'problems' })}
          >
            ⚠ {count(problems.size, 'session')} with problems
          </button>
        )}
        {isNarrowed && (
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
      <ProgressView progress={progress} isLoading={isLoading} />
      {failure && (
        <p role="alert" className="failure">
          Could not load the map: {failure}
        </p>
      )}
      <main>
        <PictureView picture={picture} subject={`${loaded} ${JSON.stringify(deferred)}`} />
        {session && (
          <SidePanel key={session.id} title={nameOfSession(session)} onClose={close}>
            <SessionPanel
              key={loaded}
              session={session}
              estate={estate}
              problems={problems.get(session.id) ?? []}
              send={send}
              onChanged={(changed) => setEstate((before) => withSession(before, changed))}
            />
          </SidePanel>
        )}
        {filter && (
          <SidePanel key={filter.id} title={nameOfFilter(filter)} onClose={close}>
            <FilterPanel
              filter={filter}
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
