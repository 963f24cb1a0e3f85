import { expect, test } from '@jest/globals';
import { startProgram } from '../support/process.ts';

const fields = (n: number) =>
  Array.from(
    { length: 20 },
    (_, i) =>
      `a${i}_${n}: trafficMirrorSession(id: "tms-0a1b2c3d4e5f6000${(i % 5) + 1}") { arn packetLength }`,
  );

// Compiled, each of these takes about half a megabyte.
test('documents that are sent until they are compiled, one after the other, do not fill the memory', async () => {
  const heap = ['--max-old-space-size=112', 'dist/main.js'];
  const { url } = await startProgram({}, [process.execPath, ...heap]).ready();
  const ask = async (n: number) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ ${fields(n).join(' ')} }` }),
    });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  };
  for (let n = 0; n < 130; n++) for (let time = 0; time < 11; time++) await ask(n);
}, 120_000);
