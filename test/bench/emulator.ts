/**
 * Measures the speed of the embedded EC2: `npx tsx test/bench/emulator.ts`. The emulator runs in its own process, on core 0 if `taskset`
 * is available; this process sends the load over loopback. Prints the machine, versions, and medians.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';

const runs = 5;
const connections = 16;
const headers = {
  'content-type': 'application/x-www-form-urlencoded',
  'x-amz-date': '20260101T000000Z',
  authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/ec2/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=${'0'.repeat(64)}`,
};
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
const program = join(folder, 'emulator.mjs');
buildSync({
  entryPoints: [join(import.meta.dirname, '../../src/emulator/cli.ts')],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
});
const pinned = hasTaskset();

interface Running {
  url: string;
  startMs: number;
  child: ChildProcess;
}

async function start(...args: string[]): Promise<Running> {
  const command = [process.execPath, program, '--port', '0', ...args];
  const [first = '', ...rest] = pinned ? ['taskset', '-c', '0', ...command] : command;
  const started = performance.now();
  const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill());
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url: (JSON.parse(line) as { url: string }).url, startMs: performance.now() - started, child };
}

async function stop({ child }: Running): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'close');
}

function post(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    sent.on('error', reject).end(body);
  });
}

/** Answers per second while `connections` clients send requests as fast as they can for `ms` milliseconds. */
async function rate(ms: number, ask: (i: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let done = 0;
  const caller = async () => {
    while (performance.now() - started < ms) {
      await ask(done);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, caller));
  return Math.round((done * 1000) / (performance.now() - started));
}

async function medianOf(measure: () => Promise<number>): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < runs; i++) samples.push(await measure());
  return samples.sort((a, b) => a - b)[runs >> 1] ?? Number.NaN;
}

/** Resident and peak memory in MB; Linux only. */
function memoryOf({ child }: Running, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const sessionId = (n: number) => `tms-0${n.toString(16).padStart(16, '0')}`;
const list = 'Action=DescribeTrafficMirrorSessions&Version=2016-11-15';

async function listAll(url: string): Promise<number> {
  const started = performance.now();
  let [sessions, token] = [0, ''];
  do {
    const page = await post(url, `${list}&MaxResults=1000${token && `&NextToken=${token}`}`);
    sessions += page.split('<trafficMirrorSessionId>').length - 1;
    token = /<nextToken>(.*)<\/nextToken>/.exec(page)?.[1] ?? '';
  } while (token);
  if (sessions !== 10_000) throw new Error(`listed ${sessions} sessions`);
  return Math.round(performance.now() - started);
}

/** Resident memory in MB after a thousand 1 MB requests that the emulator refuses. */
async function weighAfterHostile(running: Running): Promise<number> {
  const body = Array.from({ length: 100_000 }, (_, i) => `A${i}=1`).join('&');
  for (let i = 0; i < 1000; i++) await post(running.url, body).catch(() => undefined);
  return memoryOf(running, 'VmRSS');
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model}, node ${process.version}, ${runs} runs, ${connections} connections`,
);
console.log(`emulator ${pinned ? 'on core 0' : 'not pinned'}, load generator in one process beside it`);

const large = await start('--seed', 'large:10000');
console.log(`large:10000 started in ${Math.round(large.startMs)} ms`);
const byId = (i: number) =>
  post(large.url, `${list}&TrafficMirrorSessionId.1=${sessionId((i % 10_000) + 1)}`);
await rate(1000, byId);
console.log(`Describe of one id: ${await medianOf(() => rate(2000, byId))} a second`);
const byFilter = (i: number) =>
  post(
    large.url,
    `${list}&Filter.1.Name=traffic-mirror-session-id&Filter.1.Value.1=${sessionId((i % 10_000) + 1)}`,
  );
console.log(`the same by the id filter: ${await medianOf(() => rate(2000, byFilter))} a second`);
const twoHundred = Array.from(
  { length: 200 },
  (_, i) => `&Filter.1.Value.${i + 1}=${sessionId(i * 50 + 1)}`,
).join('');
const byMany = () => post(large.url, `${list}&Filter.1.Name=traffic-mirror-session-id${twoHundred}`);
console.log(`200 ids by the id filter: ${await medianOf(() => rate(2000, byMany))} a second`);
console.log(`10,000 sessions in pages of 1,000: ${await medianOf(() => listAll(large.url))} ms`);
let modified = 0;
const modify = () =>
  post(
    large.url,
    `Action=ModifyTrafficMirrorSession&Version=2016-11-15&TrafficMirrorSessionId=${sessionId((modified++ % 10_000) + 1)}&Description=d${modified}`,
  );
console.log(`ModifyTrafficMirrorSession: ${await medianOf(() => rate(2000, modify))} a second`);
console.log(
  `resident ${memoryOf(large, 'VmRSS')} MB; after 1,000 requests of 100,000 parameters ${await weighAfterHostile(large)} MB`,
);
await stop(large);

const huge = await start('--seed', 'large:100000');
console.log(`large:100000 started in ${Math.round(huge.startMs)} ms, at most ${memoryOf(huge, 'VmHWM')} MB`);
await stop(huge);

const kept = await start('--seed', 'demo', '--state-file', join(folder, 'state.json'));
let created = 0;
const create = () => {
  created += 1;
  return post(kept.url, `Action=CreateTrafficMirrorFilter&Version=2016-11-15&Description=f${created}`);
};
console.log(`creates with a state file, each acknowledged after fsync: ${await rate(2000, create)} a second`);
await stop(kept);

agent.destroy();
