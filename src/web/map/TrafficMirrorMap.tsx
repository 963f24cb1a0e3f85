/** Everything on the page once it is known who looks at it. */
import { useCallback, useMemo, useState } from 'react';
import { AccountNotice } from '../signin/AccountNotice.tsx';
import { useAccount, useCaller, useResumed } from '../signin/useAccount.ts';
import { BulkBar } from './bulk/BulkProgress.tsx';
import { useBulk } from './bulk/useBulk.ts';
import { ChosenPanel } from './ChosenPanel.tsx';
import { type Chosen, isSame } from './chosen.ts';
import type { Criteria } from './criteria.ts';
import { FindingsFailures } from './FindingsBar.tsx';
import { FirstStep } from './FirstStep.tsx';
import { FoundObjects } from './FoundObjects.tsx';
import { marksOf } from './findings.ts';
import { Header } from './Header.tsx';
import { keyOf } from './lists.ts';
import { PictureView } from './PictureView.tsx';
import { ProgressView } from './ProgressView.tsx';
import type { Path } from './packet.ts';
import { drawPicture } from './picture.ts';
import type { Send } from './request.ts';
import { SceneContext } from './scene.ts';
import { Toolbar } from './Toolbar.tsx';
import { useDrafts } from './useDrafts.ts';
import { useEstate } from './useEstate.ts';
import { useFindings } from './useFindings.ts';
import { useNarrowed } from './useNarrowed.ts';
import { useView } from './useView.ts';
import type { View } from './view.ts';
import { WorkBar } from './WorkBar.tsx';

/** @param onToken undefined: tokens from elsewhere are not asked for. */
export function TrafficMirrorMap({
  send,
  onToken,
}: {
  send: Send;
  onToken: ((token: string) => void) | undefined;
}) {
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
  // What the search finds is elsewhere, so the picture is fitted to the window again.
  const search = useCallback((next: Criteria) => look(() => ({ criteria: next, camera: undefined })), [look]);
  const choose = useCallback(
    (next: Chosen | undefined, from?: Chosen) =>
      look((now) => (from === undefined || isSame(now.chosen, from) ? { chosen: next } : {}), true),
    [look],
  );
  const [begun, setBegun] = useState<readonly string[]>([]);
  const begin = useCallback(
    (id: string) => {
      setBegun((before) => [...before.filter((one) => one !== id), id]);
      choose({ kind: 'operation', id }, chosen);
    },
    [choose, chosen],
  );
  const end = useCallback((id: string) => setBegun((before) => before.filter((one) => one !== id)), []);
  const pick = useCallback((next: View['picked']) => look(() => ({ picked: next })), [look]);
  const moveTo = useCallback((next: View['camera']) => look(() => ({ camera: next })), [look]);

  const { findings: { found: foundWrong } = {} } = checking;
  const findings = useMemo(() => marksOf(foundWrong ?? [], estate), [foundWrong, estate]);
  const narrowed = useNarrowed(estate, criteria, findings);
  const { deferred, isNarrowed, all, sources, found } = narrowed;
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
      begin,
      end,
      send,
      drafts,
      update,
      refresh,
      expand: (key: string, shown: number) =>
        look(({ expanded: before }) => ({ expanded: new Map(before).set(key, shown) }), true),
    }),
    [caller, estate, findings, recent, path, chosen, choose, begin, end, send, drafts, update, refresh, look],
  );

  /** Whether some accounts and Regions have never been read and are being read now. */
  const isPartial = progress.outstanding?.some((scope) => !estate.parts.has(keyOf(scope))) ?? false;

  return (
    <SceneContext.Provider value={scene}>
      <Header
        narrowed={narrowed}
        parts={parts}
        recent={recent}
        isLoading={progress.isLoading}
        isPartial={isPartial}
        checking={checking}
        picture={picture}
        account={account}
        criteria={criteria}
        onSearch={search}
        onReload={reload}
        look={look}
      />
      <AccountNotice state={account} />
      <Toolbar estate={estate} criteria={criteria} onCriteria={search} onToken={onToken} />
      <FoundObjects objects={narrowed.objects} />
      <ProgressView parts={parts} progress={progress} />
      <FindingsFailures checking={checking} />
      <BulkBar run={bulk.run} />
      <WorkBar begun={begun} />
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
