/** The playground at `/`: GraphiQL with ready examples, against this gateway and nothing else. */
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './playground.css';
import { tabs } from './examples.ts';

/** Headers come from the headers editor, where a bearer token goes; they are not kept beyond the page. */
async function fetcher(request: object, options?: { headers?: Record<string, string> }): Promise<unknown> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...options?.headers, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return response.json();
}

createRoot(document.getElementById('root') ?? document.body).render(
  <GraphiQL fetcher={fetcher} defaultTabs={tabs} defaultEditorToolsVisibility="variables">
    <GraphiQL.Logo>
      <a href="/map">Map of what is mirrored</a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
