/** Sixty clients ask for a long answer and do not read it: the built gateway keeps its memory, serves others, and cuts them off. */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startProgram } from '../support/process.ts';
import { openSocket, toPost } from '../support/rawRequests.ts';
import { until } from '../support/until.ts';

const readers = 60;
const writeSeconds = 5;

/** 1,000 sessions with so many aliases. */
const list = (aliases: number) => {
  const names = Array.from({ length: aliases }, (_, index) => `${'x'.repeat(90)}${index}: arn`);
  return `{ trafficMirrorSessions(first: 1000) { nodes { ${names.join(' ')} } } }`;
};

async function ask(url: string, query: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  return (await response.text()).length;
}

/** Reads an answer at 1.5 MB a second. @returns how much was read before the connection closed, or `bytes`. */
async function readSlowly(socket: Socket, bytes: number): Promise<number> {
  let length = 0;
  socket.on('data', (data) => {
    length += data.length;
    socket.pause();
  });
  for (let allowed = 0; length < bytes && !socket.destroyed; allowed += 150_000) {
    if (length <= allowed) socket.resume();
    await wait(100);
  }
  return length;
}

test('clients that do not read take 300 MB at most and are cut off, and one that reads slowly gets everything', async () => {
  const limits = `writeSeconds=${writeSeconds},aliases=100,predictedNodes=200000,busyMs=600000`;
  const program = startProgram({ ADMIN_PORT: '0', EMULATOR_SEED: 'large:1000', LIMITS: limits });
  const { url, adminUrl } = await program.ready();
  const [memory, metrics] = [
    () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${program.child.pid}/status`, 'utf8'))?.[1]) / 1_024,
    async () => (await fetch(`${adminUrl}/metrics`)).text(),
  ];
  const [long, longer] = [list(30), list(72)];
  for (let count = 0; count < 5; count++) expect(await ask(url, long)).toBeGreaterThan(5_300_000);
  const length = await ask(url, longer);
  expect(length).toBeGreaterThan(12_000_000);
  const before = memory();
  let greatest = before;
  const watch = setInterval(() => {
    greatest = Math.max(greatest, memory());
  }, 50);

  const slow = await openSocket(url);
  slow.write(toPost(longer));
  const slowlyRead = readSlowly(slow, length);
  for (let count = 0; count < readers; count++) (await openSocket(url)).write(toPost(long));
  const cut = new RegExp(`^answers_cut_total\\{reason="slow"\\} ${readers}$`, 'm');
  const startedAt = performance.now();
  while (!cut.test(await metrics())) {
    expect((await fetch(`${adminUrl}/health/live`)).status).toBe(200);
    await wait(100);
  }
  clearInterval(watch);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  process.stderr.write(
    `${readers} readers: ${Math.round(greatest - before)} MB more at most, all cut off after ${seconds} s\n`,
  );
  expect(greatest - before).toBeLessThan(300);
  expect(await slowlyRead).toBeGreaterThanOrEqual(length);
  await until(async () => /^connections\{port="public"\} [01]$/m.test(await metrics()));
});
