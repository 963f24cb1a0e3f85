/** The playground at `/`: GraphiQL with example operations, connected to the gateway that serves the page. */
import GraphiQL, { type GraphqlRequest } from 'graphiql/bundle';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './playground.css';
import { tabs } from './examples.ts';

/** Sends an operation with the headers of the headers editor, which may hold a bearer token. GraphiQL does not store them. */
async function fetcher(
  { query, variables, operationName }: GraphqlRequest,
  options?: { headers?: Record<string, string> },
): Promise<unknown> {
  // Just after the user changes tabs, GraphiQL still gives the operation name of the previous tab.
  const name = operationName && query.includes(operationName) ? operationName : undefined;
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...options?.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, operationName: name }),
  });
  return response.json();
}

/** GraphiQL restores the tabs of an earlier visit. On the first visit it leaves out the first tab's variables. */
const isFirstVisit = localStorage.getItem('graphiql:tabState') === null;

/** CodeMirror's text fields have no accessible name, so each takes the name of the pane around it. */
new MutationObserver(() => {
  for (const field of document.querySelectorAll('.CodeMirror textarea:not([aria-label])')) {
    const pane = field.closest('section[aria-label]')?.getAttribute('aria-label');
    field.setAttribute('aria-label', pane ?? 'Editor');
  }
}).observe(document.body, { childList: true, subtree: true });

createRoot(document.getElementById('root') ?? document.body).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={tabs}
    variables={isFirstVisit ? tabs[0]?.variables : undefined}
    defaultEditorToolsVisibility="variables"
  >
    <GraphiQL.Logo>
      <a href="/map">Traffic Mirror map</a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
