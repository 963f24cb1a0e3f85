/** A built gateway with an audit file: its changes, and what it shows of its health. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { readChain } from '../../src/audit/chain.ts';
import { readRecords } from './audit.ts';
import { type Program, startProgram } from './process.ts';
import { until } from './until.ts';

interface Answer {
  data: { modifyTrafficMirrorSession?: { userErrors: { code: string }[] } | null } | null;
  errors?: { extensions: { code: string } }[];
}

/** A gateway that has just started on a busy machine may refuse a request because it is busy. The request is then sent again, as clients do. */
async function send(url: string, query: string, token?: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as Answer;
  if (answer.errors?.[0]?.extensions.code !== 'OVERLOADED') return answer;
  await wait(Number(response.headers.get('retry-after')) * 1_000);
  return send(url, query, token);
}

const session = 'tms-0a1b2c3d4e5f60001';
const other = 'tms-0a1b2c3d4e5f60002';
/** A session without a running change: changes of one session wait for each other. */
export const third = 'tms-0a1b2c3d4e5f60003';
/** @returns the code of the error, or `made`. */
export async function change(
  url: string,
  packetLength: number,
  id = session,
  token?: string,
): Promise<string> {
  const input = `{ trafficMirrorSessionId: "${id}", packetLength: ${packetLength} }`;
  const fields = 'trafficMirrorSession { packetLength } userErrors { code }';
  const answer = await send(
    url,
    `mutation { modifyTrafficMirrorSession(input: ${input}) { ${fields} } }`,
    token,
  );
  const { userErrors = [] } = answer.data?.modifyTrafficMirrorSession ?? {};
  return answer.errors?.[0]?.extensions.code ?? userErrors[0]?.code ?? 'made';
}

/** What `/health/ready` and the metric say. */
export async function healthOf(
  url: string,
): Promise<{ status: number; reasons: unknown; available: number }> {
  const response = await fetch(`${url}/health/ready`);
  const { reasons } = (await response.json()) as { reasons?: string[] };
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, available = 'none'] = /^audit_available (\d)$/m.exec(metrics) ?? [];
  return { status: response.status, reasons, available: Number(available) };
}
export const notReady = { status: 503, reasons: ['audit'], available: 0 };
export const ready = { status: 200, reasons: undefined, available: 1 };

/** @returns the seconds that it took. */
export async function untilReady(url: string): Promise<number> {
  const startedAtMs = performance.now();
  // Without the metrics, which cost most of the time.
  await until(async () => {
    const response = await fetch(`${url}/health/ready`);
    await response.text();
    return response.ok;
  });
  expect(await healthOf(url)).toEqual(ready);
  return (performance.now() - startedAtMs) / 1_000;
}

export async function readsWork(url: string): Promise<void> {
  const answer = await send(url, `{ trafficMirrorSession(id: "${session}") { trafficMirrorSessionId } }`);
  expect(answer).toEqual({ data: { trafficMirrorSession: { trafficMirrorSessionId: session } } });
}

/** At 2 % of EC2's rate the first change is made, and the second one has its intent written and waits for ten seconds. */
export async function startWithRunningChange(file: string): Promise<{ program: Program; url: string }> {
  const program = startProgram({ AUDIT_FILE: file, EC2_BUDGET_PERCENT: '2' });
  const { url } = await program.ready();
  await change(url, 1);
  void change(url, 2).catch(() => undefined);
  await until(() => readRecords(file).length >= 3);
  return { program, url };
}

/**
 * Starts a gateway with one change whose intent is on the disk, and which waits for ten seconds: of two changes that compete for the next
 * turn at EC2, one was refused at once.
 */
export async function startWithWaitingChange(file: string): Promise<{ program: Program; url: string }> {
  const program = startProgram({ AUDIT_FILE: file, EC2_BUDGET_PERCENT: '2' });
  const { url } = await program.ready();
  await change(url, 1);
  expect(await Promise.race([change(url, 2), change(url, 2, other)])).toBe('THROTTLED');
  return { program, url };
}

/** The file is one chain to its end, and every intent in it has one outcome. */
export async function expectWhole(file: string): Promise<void> {
  expect(await readChain(file)).toMatchObject({ tornBytes: 0, openIntents: [], strayOutcomes: [] });
}

/** Runs the built verifier. */
export async function verify(
  ...args: string[]
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const program = startProgram({}, [process.execPath, 'dist/audit-verify.js', ...args]);
  const exitCode = await program.ended();
  return { exitCode, ...program.output() };
}
