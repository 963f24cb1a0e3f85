import { expect, test } from '@jest/globals';
import { startProgram } from '../support/process.ts';

const ask = (url: string, query: string, variables?: object) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });

/** Gives every session as many long tags as EC2 allows, two of which it has from the seed. */
async function tagAll(url: string): Promise<void> {
  const list = await ask(url, '{ trafficMirrorSessions(first: 1000) { nodes { trafficMirrorSessionId } } }');
  const { data } = (await list.json()) as {
    data: { trafficMirrorSessions: { nodes: { trafficMirrorSessionId: string }[] } };
  };
  const resourceIds = data.trafficMirrorSessions.nodes.map((session) => session.trafficMirrorSessionId);
  const add = Array.from({ length: 48 }, (_, n) => ({
    key: `${n}`.padEnd(127, 'k'),
    value: 'v'.repeat(255),
  }));
  const mutation = `mutation ($input: TagTrafficMirrorResourcesInput!) {
    tagTrafficMirrorResources(input: $input) { userErrors { message } }
  }`;
  const tagged = await ask(url, mutation, { input: { resourceIds, add } });
  expect(await tagged.json()).toEqual({ data: { tagTrafficMirrorResources: { userErrors: [] } } });
}

// With a heap this small, an answer of 400 MB would end the process.
test('long tags on 1,000 sessions, asked for under aliases, do not end a process with a small heap', async () => {
  // It is about memory, not about time: queries may take as long as readMs says.
  const program = startProgram({ EMULATOR_SEED: 'large:1000', LIMITS: 'readMs=60000' }, [
    process.execPath,
    '--max-old-space-size=384',
    'dist/main.js',
  ]);
  const { url } = await program.ready();
  await tagAll(url);
  const lists = (count: number, name = 'a') =>
    Array.from(
      { length: count },
      (_, n) => `${name}${n}: trafficMirrorSessions(first: 1000) { nodes { tags { key value } } }`,
    );
  for (const [count, limit] of [
    [19, 'predictedNodes'],
    [9, 'answerBytes'],
  ] as const) {
    const answer = await ask(url, `{ ${lists(count).join(' ')} }`);
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit } }],
    });
  }
  // All at once, each of them is within the limits, and together they are more than the heap has room for.
  const together = Array.from({ length: 12 }, (_, n) => ask(url, `{ ${lists(9, `l${n}_`).join(' ')} }`));
  for (const answer of await Promise.all(together)) expect([200, 503]).toContain(answer.status);
  const page = await ask(url, '{ trafficMirrorSessions(first: 500) { nodes { tags { key value } } } }');
  expect((await page.text()).length).toBeGreaterThan(9_000_000);
});
