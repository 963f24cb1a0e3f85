/** `npm run bench`: the gateway beside its peers, workload by workload, in one run; prints Markdown. */
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { options } from '../../build.js';
import { startChild } from './children.js';
import { workloads } from './workloads.js';

const { values } = parseArgs({
  options: {
    /** Seconds that one measurement takes. */
    seconds: { type: 'string', default: '4' },
    /** Measurements of which the median is shown. */
    runs: { type: 'string', default: '3' },
    /** Only workloads and programs whose names contain this. */
    workload: { type: 'string', default: '' },
    program: { type: 'string', default: '' },
  },
});

const here = import.meta.dirname;
const built = join(here, 'dist');
await build({
  ...options,
  entryPoints: { gateway: join(here, 'gateway.js'), ec2: join(here, 'ec2.js') },
  outdir: built,
});

/** By the name that the table shows. */
const programs = {
  gateway: join(built, 'gateway.js'),
  '(a) Apollo Server': join(here, 'apolloPeer.js'),
  '(b) Yoga': join(here, 'yogaPeer.js'),
  '(c) Mercurius, jit': join(here, 'mercuriusPeer.js'),
  '(d) bare SDK': join(here, 'bareSdk.js'),
  '(e) empty server': join(here, 'emptyServer.js'),
};

const median = (numbers) => numbers.toSorted((left, right) => left - right)[numbers.length >> 1];

/** One measurement: fresh processes, one load. */
async function measure(file, workload) {
  const { latencyMs = 0, throttle = false, processes = 1, ...load } = workload;
  const env = { LATENCY_MS: String(latencyMs), THROTTLE: String(throttle) };
  const ec2 = await startChild(join(built, 'ec2.js'), env);
  const servers = [];
  for (let n = 0; n < processes; n++) servers.push(await startChild(file, { ...env, EC2_URL: ec2.url }));
  const generator = servers[0].url ? await startChild(join(here, 'loadProcess.js')) : servers[0];
  const run = (durationMs) =>
    generator.ask({ load: { ...load, durationMs, urls: servers.map(({ url }) => url) } });

  if (!throttle) await run(1_000);
  const before = { ec2: await ec2.ask(), servers: await Promise.all(servers.map((server) => server.ask())) };
  const result = await run(load.durationMs ?? Number(values.seconds) * 1_000);
  const after = { ec2: await ec2.ask(), servers: await Promise.all(servers.map((server) => server.ask())) };

  for (const child of new Set([generator, ...servers, ec2])) await child.stop();
  const cpuMs = after.servers.reduce((sum, { cpuMs }, n) => sum + cpuMs - before.servers[n].cpuMs, 0);
  const calls = after.ec2.calls - before.ec2.calls;
  return {
    ...result,
    perSecond: result.requests / result.seconds,
    calls: calls / result.requests,
    callsPerSecond: calls / result.seconds,
    cpuMs: cpuMs / result.requests,
    peakMb: Math.max(...after.servers.map(({ peakMb }) => peakMb)),
  };
}

async function measureMedian(file, workload) {
  const runs = [];
  for (let n = 0; n < (workload.durationMs ? 1 : Number(values.runs)); n++)
    runs.push(await measure(file, workload));
  const of = (key) => median(runs.map((run) => run[key]));
  const numbers = ['perSecond', 'p50', 'p99', 'calls', 'callsPerSecond', 'cpuMs', 'peakMb'];
  const failed = runs.find(({ failures }) => failures > 0);
  if (failed) process.stderr.write(`${failed.failures} of ${failed.requests} failed: ${failed.failure}\n`);
  const spread = runs.map(({ perSecond }) => Math.round(perSecond));
  return {
    ...Object.fromEntries(numbers.map((key) => [key, of(key)])),
    spread: `${Math.min(...spread)}–${Math.max(...spread)}`,
    failedShare: median(runs.map(({ failures, requests }) => failures / requests)),
  };
}

const print = (line) => process.stdout.write(`${line}\n`);
const cells = (...texts) => print(`| ${texts.join(' | ')} |`);

print(
  `${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version};`,
);
print(
  `medians of ${values.runs} runs of ${values.seconds} s, each in fresh processes; load, server and EC2 share the cores\n`,
);
cells(
  'workload',
  'program',
  'requests/s',
  'min–max',
  'p50 ms',
  'p99 ms',
  'EC2 calls/request',
  'EC2 calls/s',
  'CPU ms/request',
  'peak MB',
  'failed',
);
cells(...Array.from({ length: 11 }, () => '---'));
for (const { name, only, ...workload } of workloads) {
  if (!name.includes(values.workload)) continue;
  for (const [program, file] of Object.entries(programs)) {
    if (only && !only.some((part) => program.includes(part))) continue;
    if (!program.includes(values.program)) continue;
    const m = await measureMedian(file, workload);
    cells(
      name,
      program,
      Math.round(m.perSecond),
      m.spread,
      m.p50.toFixed(1),
      m.p99.toFixed(1),
      m.calls.toFixed(3),
      Math.round(m.callsPerSecond),
      m.cpuMs.toFixed(2),
      Math.round(m.peakMb),
      `${(m.failedShare * 100).toFixed(1)} %`,
    );
  }
}
