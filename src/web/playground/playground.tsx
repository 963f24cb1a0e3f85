/** The playground at `/`: GraphiQL with ready examples, against this gateway and nothing else. */
import GraphiQL, { type GraphqlRequest } from 'graphiql/bundle';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './playground.css';
import { tabs } from './examples.ts';

/** Headers come from the headers editor, where a bearer token goes; they are not kept beyond the page. */
async function fetcher(
  { query, variables, operationName }: GraphqlRequest,
  options?: { headers?: Record<string, string> },
): Promise<unknown> {
  // For a moment after a change of tabs GraphiQL still gives the name of the operation before.
  const name = operationName && query.includes(operationName) ? operationName : undefined;
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...options?.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, operationName: name }),
  });
  return response.json();
}

/** GraphiQL takes the tabs of an earlier visit from its storage; on the first one it leaves out the first tab's variables. */
const isFirstVisit = localStorage.getItem('graphiql:tabState') === null;

/** CodeMirror gives its text fields no names; those of the panes around them do. */
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
      <a href="/map">Map of what is mirrored</a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
