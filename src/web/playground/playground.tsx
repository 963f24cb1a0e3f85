/** The playground at `/`: GraphiQL with example operations, connected to the gateway that serves the page. */

import GraphiQL, { type GraphqlRequest } from 'graphiql/bundle';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './playground.css';
import { noAnswer, unreachable } from '../failures.ts';
import { account } from '../signin/account.ts';
import { useAccount, useLeft } from '../signin/useAccount.ts';
import { ExamplesMenu } from './ExamplesMenu.tsx';
import { tabs } from './examples.ts';
import { Who } from './Who.tsx';

/**
 * Sends an operation with the headers of the headers editor, which may hold a bearer token: GraphiQL does not store them. Otherwise with
 * the token of who has signed in.
 */
async function fetcher(
  { query, variables, operationName }: GraphqlRequest,
  options?: { headers?: Record<string, string> },
): Promise<unknown> {
  // Just after the user changes tabs, GraphiQL still gives the operation name of the previous tab.
  const name = operationName && query.includes(operationName) ? operationName : undefined;
  const given = new Headers(options?.headers);
  // Who is not signed in gets the gateway's own answer.
  const token = given.has('authorization') ? undefined : await account?.token().catch(() => undefined);
  if (token !== undefined) given.set('authorization', `Bearer ${token}`);
  given.set('content-type', 'application/json');
  const body = JSON.stringify({ query, variables, operationName: name });
  const response = await fetch('/graphql', { method: 'POST', headers: given, body }).catch(() => undefined);
  if (response === undefined) return failed(unreachable);
  // A proxy may answer with a page instead.
  return response.json().catch(() => failed(noAnswer(response.status)));
}

const failed = (message: string) => ({ errors: [{ message }] });

/**
 * GraphiQL restores the tabs of an earlier visit, but opens one more unless it is given the text of one of them; and it leaves out
 * the first tab's variables on the first visit. So it is given the tab that was active, or the first one.
 *
 * @returns undefined on the first visit.
 */
function activeTab(): { query: string | null; variables: string | null } | undefined {
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{}');
    return tabs[activeTabIndex] ?? undefined;
  } catch {
    // Nothing is stored, or not by GraphiQL, which then starts afresh too.
    return undefined;
  }
}

/** What a link asks for: `/?query=…&variables=…`. It is opened in a tab, and never run by itself. */
function linkedTab(): { query: string; variables: string } | undefined {
  const link = new URLSearchParams(location.search);
  const query = link.get('query');
  return query ? { query, variables: link.get('variables') ?? '' } : undefined;
}

const linked = linkedTab();

/** CodeMirror's text fields have no accessible name, so each takes the name of the pane around it. */
new MutationObserver(() => {
  for (const field of document.querySelectorAll('.CodeMirror textarea:not([aria-label])')) {
    const pane = field.closest('section[aria-label]')?.getAttribute('aria-label');
    field.setAttribute('aria-label', pane ?? 'Editor');
  }
}).observe(document.body, { childList: true, subtree: true });

/** @param isFirst whether nobody has used it before on this page, so that it opens what the link asks for. */
function Editor({ isFirst, isOut }: { isFirst: boolean; isOut: boolean }) {
  const [opened] = useState(() => (isFirst ? linked : undefined) ?? activeTab());
  return (
    <GraphiQL
      fetcher={fetcher}
      // On the first visit, GraphiQL shows what it is given in the first tab.
      defaultTabs={linked === undefined ? tabs : [linked, ...tabs]}
      query={opened?.query ?? undefined}
      variables={opened === undefined ? tabs[0]?.variables : (opened.variables ?? '')}
      defaultEditorToolsVisibility="variables"
      // It is of no use to ask for the schema just after signing out.
      schema={!isFirst && isOut ? null : undefined}
    >
      <GraphiQL.Logo>
        <div className="links">
          <a href="/map">Traffic Mirror map</a>
          <ExamplesMenu />
          {account && <Who account={account} />}
        </div>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}

/** GraphiQL starts anew when somebody has signed out: what it has been answered, and the headers, are not for another person. It stores neither. */
function Playground() {
  const state = useAccount();
  const left = useLeft(state);
  return (
    <main>
      <h1>Traffic Mirror playground</h1>
      <Editor key={left} isFirst={left === 0} isOut={state.kind === 'signedOut'} />
    </main>
  );
}

createRoot(document.getElementById('root') ?? document.body).render(<Playground />);
