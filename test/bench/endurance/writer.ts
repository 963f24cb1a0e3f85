/** Changes with descriptions that are found again, and what is found. */
import { setTimeout as wait } from 'node:timers/promises';
import { sessionId } from '../../support/demo.ts';
import type { Watched } from '../../support/watchedProgram.ts';

async function post(url: string, query: string, variables: object): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data?: unknown }).data;
}

/** Modifies sessions and creates filters, each with a description of its own, until the gateway is gone. */
export async function write({ url, isAlive }: Watched, next: () => number): Promise<void> {
  while (isAlive()) {
    const n = next();
    const isModification = n % 4 > 0;
    const name = isModification ? 'modifyTrafficMirrorSession' : 'createTrafficMirrorFilter';
    const description = `kill ${n}`;
    const input = isModification
      ? { trafficMirrorSessionId: sessionId(1 + (n % 10)), description }
      : { description };
    const query = `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { userErrors { code } } }`;
    const answer = await post(url, query, { input }).catch(() => undefined);
    // The process has no time to end between two attempts otherwise.
    if (answer === undefined) await wait(5);
  }
}

/** The descriptions of all sessions and filters. */
export async function descriptions({ url }: Watched): Promise<string[]> {
  const page = '(first: 1000) { nodes { description } }';
  const query = `{ trafficMirrorSessions${page} trafficMirrorFilters${page} }`;
  const lists = Object.values(
    (await post(url, query, {})) as Record<string, { nodes: { description: string | null }[] }>,
  );
  return lists.flatMap(({ nodes }) => nodes.map(({ description }) => description ?? ''));
}
