/** The map at `/map`: shows which network interfaces are mirrored to which targets, and changes sessions. */
import { StrictMode, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/base.css';
import './colours.css';
import './elements.css';
import './map.css';
import './objects.css';
import { AccountMenu } from '../signin/AccountMenu.tsx';
import { AccountNotice } from '../signin/AccountNotice.tsx';
import { useAccount, useCaller, useResumed } from '../signin/useAccount.ts';
import './tables.css';
import { BulkBar } from './bulk/BulkProgress.tsx';
import { ChangeShown } from './bulk/ManySessions.tsx';
import { useBulk } from './bulk/useBulk.ts';
import { ChosenPanel } from './ChosenPanel.tsx';
import type { Chosen } from './chosen.ts';
import { toText } from './coverage.ts';
import { areNarrow, type Criteria, findObjects, narrow, noCriteria, sourcesOf } from './criteria.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { FindingsBar, FindingsFailures } from './FindingsBar.tsx';
import { FirstStep } from './FirstStep.tsx';
import { FoundObjects } from './FoundObjects.tsx';
import { Freshness } from './Freshness.tsx';
import { marksOf } from './findings.ts';
import { idOf, keyOf } from './lists.ts';
import { NewMenu } from './NewMenu.tsx';
import { PictureView } from './PictureView.tsx';
import { ProgressView } from './ProgressView.tsx';
import type { Path } from './packet.ts';
import { drawPicture } from './picture.ts';
import type { Send } from './request.ts';
import { Summary } from './Summary.tsx';
import { SceneContext } from './scene.ts';
import { Toolbar } from './Toolbar.tsx';
import { useDrafts } from './useDrafts.ts';
import { useEstate } from './useEstate.ts';
import { useFindings } from './useFindings.ts';
import { useView } from './useView.ts';
import { Visit } from './Visit.tsx';
import type { View } from './view.ts';
// Last, so that they win.
import './narrow.css';
import './print.css';

function TrafficMirrorMap({ send, onToken }: { send: Send; onToken: ((token: string) => void) | undefined }) {
  const account = useAccount();
  const caller = useCaller(send, account);
  const { estate, parts, recent, update, show, progress, reload, refresh, picture: read } = useEstate(send);
  useResumed(account, reload);
  const drafts = useDrafts();
  const [path, setPath] = useState<Path>();
  const bulk = useBulk(send, show, refresh);
  // While many sessions are being changed, each request of that would start the findings anew.
  const checking = useFindings(bulk.run?.phase === 'making' ? undefined : read);
  const { view, look } = useView();
  const { criteria, expanded, chosen, picked, camera } = view;
  const deferred = useDeferredValue(criteria);
  // What the search finds is elsewhere, so the picture is fitted to the window again.
  const search = useCallback((next: Criteria) => look(() => ({ criteria: next, camera: undefined })), [look]);
  const choose = useCallback((next: Chosen | undefined) => look(() => ({ chosen: next }), true), [look]);
  const pick = useCallback((next: View['picked']) => look(() => ({ picked: next })), [look]);
  const moveTo = useCallback((next: View['camera']) => look(() => ({ camera: next })), [look]);

  const { findings: { found: foundWrong } = {} } = checking;
  const findings = useMemo(() => marksOf(foundWrong ?? [], estate), [foundWrong, estate]);
  const all = useMemo(() => sourcesOf(estate), [estate]);
  const sources = useMemo(() => narrow(all, deferred, findings, estate), [all, deferred, findings, estate]);
  const found = useMemo(() => {
    const { targets, filters } = findObjects(estate, deferred);
    return new Set([...targets, ...filters].map(idOf));
  }, [deferred, estate]);
  const isNarrowed = areNarrow(deferred);
  const picture = useMemo(
    () => drawPicture(estate, sources, expanded, isNarrowed ? found : undefined),
    [estate, sources, expanded, isNarrowed, found],
  );
  const scene = useMemo(
    () => ({
      caller,
      estate,
      findings,
      recent,
      path,
      chosen,
      choose,
      send,
      drafts,
      update,
      expand: (key: string, shown: number) =>
        look(({ expanded: before }) => ({ expanded: new Map(before).set(key, shown) }), true),
    }),
    [caller, estate, findings, recent, path, chosen, choose, send, drafts, update, look],
  );

  const isPartial = progress.outstanding?.some((scope) => !estate.parts.has(keyOf(scope))) ?? false;

  return (
    <SceneContext.Provider value={scene}>
      <header className="top">
        <h1>Traffic Mirror map</h1>
        <p role="status">
          <Summary
            estate={estate}
            all={all}
            shown={sources}
            objects={found.size}
            isNarrowed={isNarrowed}
            isLoading={progress.isLoading}
            isPartial={isPartial}
          />
        </p>
        <Freshness parts={parts} recent={recent} />
        <FindingsBar checking={checking} onShow={() => search({ ...noCriteria, show: 'findings' })} />
        <span className="row" />
        {areNarrow(criteria) && (
          <button type="button" onClick={() => search(noCriteria)}>
            Show everything
          </button>
        )}
        {isNarrowed && <ChangeShown shown={sources} look={look} />}
        <button type="button" onClick={() => choose({ kind: 'table', id: 'sessions' })}>
          Table
        </button>
        <button type="button" onClick={() => choose({ kind: 'coverage', id: toText({ by: 'VPC' }) })}>
          Coverage
        </button>
        <NewMenu />
        <ExportMenu picture={picture} estate={estate} />
        <button type="button" onClick={reload}>
          Reload
        </button>
        <a href="/">Playground</a>
        <AccountMenu state={account} caller={caller} />
      </header>
      <AccountNotice state={account} />
      <Toolbar estate={estate} criteria={criteria} onCriteria={search} onToken={onToken} />
      <FoundObjects criteria={deferred} />
      <ProgressView parts={parts} progress={progress} />
      <FindingsFailures checking={checking} />
      <BulkBar run={bulk.run} />
      <FirstStep estate={estate} />
      <main>
        <PictureView
          picture={picture}
          subject={`${estate.parts.size > 0} ${JSON.stringify(deferred)}`}
          camera={camera}
          onMove={moveTo}
        />
        <ChosenPanel
          all={all}
          shown={sources}
          isLoaded={!isPartial && estate.parts.size > 0}
          picked={picked}
          onPicked={pick}
          bulk={bulk}
          picture={read}
          onPath={setPath}
        />
      </main>
    </SceneContext.Provider>
  );
}

createRoot(document.getElementById('root') ?? document.body).render(
  <StrictMode>
    <Visit>{(send, onToken) => <TrafficMirrorMap send={send} onToken={onToken} />}</Visit>
  </StrictMode>,
);
