/** The head of the page: what is shown, and what can be done. */
import { AccountMenu } from '../signin/AccountMenu.tsx';
import type { State } from '../signin/session.ts';
import { ChangeShown } from './bulk/ManySessions.tsx';
import { toText } from './coverage.ts';
import { areNarrow, type Criteria, noCriteria } from './criteria.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { FindingsBar } from './FindingsBar.tsx';
import { Freshness } from './Freshness.tsx';
import type { Part } from './lists.ts';
import { NewMenu } from './NewMenu.tsx';
import type { Picture } from './picture.ts';
import type { Recent } from './recent.ts';
import { Summary } from './Summary.tsx';
import { useScene } from './scene.ts';
import type { Checking } from './useFindings.ts';
import type { Narrowed } from './useNarrowed.ts';
import type { Look } from './useView.ts';

export function Header({
  narrowed: { isNarrowed, all, sources, found },
  parts,
  recent,
  isLoading,
  isPartial,
  checking,
  picture,
  account,
  criteria,
  onSearch,
  onReload,
  look,
}: {
  narrowed: Narrowed;
  parts: readonly Part[];
  recent: Recent;
  isLoading: boolean;
  isPartial: boolean;
  checking: Checking;
  picture: Picture;
  account: State;
  criteria: Criteria;
  onSearch: (criteria: Criteria) => void;
  onReload: () => void;
  look: Look;
}) {
  const { caller, estate, choose } = useScene();
  return (
    <header className="top">
      <h1>Traffic Mirror map</h1>
      <p role="status">
        <Summary
          estate={estate}
          all={all}
          shown={sources}
          objects={found.size}
          isNarrowed={isNarrowed}
          isLoading={isLoading}
          isPartial={isPartial}
        />
      </p>
      <Freshness parts={parts} recent={recent} />
      <FindingsBar checking={checking} onShow={() => onSearch({ ...noCriteria, show: 'findings' })} />
      <span className="row" />
      {areNarrow(criteria) && (
        <button type="button" onClick={() => onSearch(noCriteria)}>
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
      <button type="button" onClick={() => choose({ kind: 'policies', id: 'all' })}>
        Policies
      </button>
      <button type="button" onClick={() => choose({ kind: 'captures', id: 'all' })}>
        Captures
      </button>
      <NewMenu />
      <ExportMenu picture={picture} estate={estate} />
      <button type="button" onClick={onReload}>
        Reload
      </button>
      <a href="/">Playground</a>
      <AccountMenu state={account} caller={caller} />
    </header>
  );
}
