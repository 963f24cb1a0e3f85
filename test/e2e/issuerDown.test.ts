/** A token issuer that is down, or does not stop sending, when the built gateway starts. */
import { expect, test } from '@jest/globals';
import { startProgram } from '../support/process.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const mebibyte = 1_048_576;

async function readiness(url: string) {
  const answer = await fetch(`${url}/health/ready`);
  const { reasons } = (await answer.json()) as { reasons?: string[] };
  return { status: answer.status, reasons };
}

test('a gateway becomes ready within 35 seconds after its issuer is back, without any request', async () => {
  const tokens = await startTokenIssuer();
  tokens.breakDown((response) => response.destroy());
  const program = startProgram({ ...tokens.env, ADMIN_PORT: '0' });
  const { adminUrl } = await program.ready();
  // It has asked for a while, so that it does not ask every second any more.
  await until(() => tokens.fetches() >= 4);
  expect(await readiness(adminUrl)).toEqual({ status: 503, reasons: ['keys'] });
  tokens.recover();
  const backAtMs = performance.now();
  await until(async () => (await readiness(adminUrl)).status === 200);
  const seconds = (performance.now() - backAtMs) / 1_000;
  process.stderr.write(`ready ${seconds.toFixed(1)} s after the issuer was back\n`);
  expect(seconds).toBeLessThan(35);
});

test('keys that never end are given up early, and the gateway starts', async () => {
  const tokens = await startTokenIssuer();
  let sent = 0;
  let tookMs = Number.NaN;
  tokens.breakDown((response) => {
    if (sent > 0) return response.destroy();
    const startedAtMs = performance.now();
    // So slowly that the buffers of the system do not hide how much is read, and quickly enough to be over soon.
    const sending = setInterval(() => {
      sent += mebibyte / 16;
      response.write('x'.repeat(mebibyte / 16));
    }, 100);
    response.once('close', () => {
      clearInterval(sending);
      tookMs = performance.now() - startedAtMs;
    });
  });
  const program = startProgram({ ...tokens.env, ADMIN_PORT: '0' });
  const { adminUrl } = await program.ready();
  expect(program.output().stdout).toContain('the answer has more than 262144 bytes');
  await until(() => !Number.isNaN(tookMs));
  process.stderr.write(`given up after ${Math.round(sent / 1_024)} KiB and ${Math.round(tookMs)} ms\n`);
  expect(sent).toBeLessThanOrEqual(mebibyte);
  expect(tookMs).toBeLessThan(5_000);
  expect(await readiness(adminUrl)).toEqual({ status: 503, reasons: ['keys'] });
});
