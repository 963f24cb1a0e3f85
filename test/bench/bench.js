/** `npm run bench`: measures the gateway and its peers, workload by workload, and prints a Markdown table. */
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { options } from '../../build.js';
import { startChild } from './children.js';
import { measureJudging } from './judging.js';
import { measureReading } from './reading.js';
import { measureStartup } from './startup.js';
import { measureTracing } from './tracing.js';
import { workloads } from './workloads.js';

const { values } = parseArgs({
  options: {
    /** Duration of one measurement, in seconds. */
    seconds: { type: 'string', default: '3' },
    /** How many measurements are made; the median is shown. */
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
  entryPoints: Object.fromEntries(
    ['gateway', 'gatewayWithSdkReader', 'ec2', 'judge', 'reader'].map((name) => [
      name,
      join(here, `${name}.js`),
    ]),
  ),
  outdir: built,
});

/** The measured programs, by their names in the table. */
const programs = {
  gateway: join(built, 'gateway.js'),
  '(a) Apollo Server': join(here, 'apolloPeer.js'),
  '(b) Yoga': join(here, 'yogaPeer.js'),
  '(c) Mercurius, jit': join(here, 'mercuriusPeer.js'),
  '(d) bare SDK': join(here, 'bareSdk.js'),
  '(e) empty server': join(here, 'emptyServer.js'),
  "(f) with the SDK's reader": join(built, 'gatewayWithSdkReader.js'),
};

const median = (numbers) => numbers.toSorted((left, right) => left - right)[numbers.length >> 1];

/** Makes one measurement, in fresh processes. */
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

/** Measures the programs in turns, so other load on the machine affects all of them alike. */
async function measureAll(files, workload) {
  const rounds = [];
  const count = workload.durationMs ? 1 : Number(values.runs);
  for (let n = 0; n < count; n++) {
    const round = {};
    for (const [program, file] of files) round[program] = await measure(file, workload);
    rounds.push(round);
  }
  return rounds;
}

function row(workload, program, rounds) {
  const runs = rounds.map((round) => round[program]);
  const of = (key) => median(runs.map((run) => run[key]));
  const speeds = runs.map(({ perSecond }) => Math.round(perSecond));
  const ratios = rounds.map((round) => round.gateway && round.gateway.perSecond / round[program].perSecond);
  const failed = runs.find(({ failures }) => failures > 0);
  if (failed) process.stderr.write(`${failed.failures} of ${failed.requests} failed: ${failed.failure}\n`);
  cells(
    workload,
    program,
    Math.round(of('perSecond')),
    `${Math.min(...speeds)}–${Math.max(...speeds)}`,
    ratios[0] === undefined ? '' : `${median(ratios).toFixed(1)}×`,
    of('p50').toFixed(1),
    of('p99').toFixed(1),
    of('calls').toFixed(3),
    Math.round(of('callsPerSecond')),
    of('cpuMs').toFixed(2),
    Math.round(of('peakMb')),
    `${(median(runs.map(({ failures, requests }) => failures / requests)) * 100).toFixed(1)} %`,
  );
}

const print = (line) => process.stdout.write(`${line}\n`);
const cells = (...texts) => print(`| ${texts.join(' | ')} |`);
const head = ['workload', 'program', 'requests/s', 'min–max', 'gateway is', 'p50 ms', 'p99 ms'];
head.push('EC2 calls/request', 'EC2 calls/s', 'CPU ms/request', 'peak MB', 'failed');

print(
  `${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version};`,
);
print(
  `medians of ${values.runs} rounds of ${values.seconds} s, each in fresh processes; load, server and EC2 share the cores;`,
);
print(`load average before: ${loadavg()[0].toFixed(1)}\n`);
cells(...head);
cells(...head.map(() => '---'));
for (const { name, only, ...workload } of workloads) {
  if (!name.includes(values.workload)) continue;
  const files = Object.entries(programs).filter(
    ([program]) => only.some((part) => program.includes(part)) && program.includes(values.program),
  );
  const rounds = await measureAll(files, workload);
  for (const [program] of files) row(name, program, rounds);
}

if ('tracing'.includes(values.workload)) {
  print('');
  cells(
    ...['tracing', 'requests/s off', 'at 10 %', 'at 10 % is', 'min–max'],
    ...['CPU ms/request off', 'at 10 %', 'at 10 % is', 'min–max', 'peak MB off', 'at 10 %'],
  );
  cells(...Array(11).fill('---'));
  const measured = await measureTracing(built, {
    rounds: Number(values.runs),
    durationMs: Number(values.seconds) * 1_000,
  });
  const percent = (ratio) => `${(ratio * 100).toFixed(1)} %`;
  for (const { name, rounds } of measured) {
    const of = (which, key) => median(rounds.map((round) => round[which][key]));
    const compared = (key, digits) => {
      const ratios = rounds.map(({ off, on }) => on[key] / off[key]);
      const extremes = [Math.min(...ratios), Math.max(...ratios)].map(percent).join('–');
      const middles = ['off', 'on'].map((which) => of(which, key).toFixed(digits));
      return [...middles, percent(median(ratios)), extremes];
    };
    const memory = ['off', 'on'].map((which) => Math.round(of(which, 'peakMb')));
    cells(name, ...compared('perSecond', 0), ...compared('cpuMs', 3), ...memory);
  }
}

if ('start-up'.includes(values.workload)) {
  print('');
  cells('start-up', 'ready after ms', 'MB when ready');
  cells('---', '---', '---');
  for (const { file, ms, mb } of await measureStartup(2 * Number(values.runs) + 1))
    cells(`\`node dist/${file}\``, Math.round(ms), Math.round(mb));
}

if ('reading'.includes(values.workload)) {
  print('');
  cells(
    'reading one answer',
    'kB',
    "the SDK's reader, ms",
    'ours, ms',
    'ours is',
    'worst ms of the SDK',
    'of ours',
  );
  cells(...Array(7).fill('---'));
  for (const { answer, bytes, sdk, ours } of await measureReading(20 * Number(values.runs))) {
    const [before, after] = [median(sdk), median(ours)];
    const worst = [sdk, ours].map((times) => Math.max(...times).toFixed(1));
    cells(
      answer,
      Math.round(bytes / 1_000),
      before.toFixed(2),
      after.toFixed(2),
      `${(before / after).toFixed(1)}×`,
      ...worst,
    );
  }
}

if ('judging 10,000 sessions'.includes(values.workload)) {
  const worst = (measured, key) => Math.round(Math.max(...measured.map((one) => one[key])));
  const middle = (measured, key) => Math.round(median(measured.map((one) => one[key])));
  const times = (measured) => [
    middle(measured, 'ms'),
    worst(measured, 'ms'),
    middle(measured, 'cpuMs'),
    worst(measured, 'blockMs'),
    measured[0].peakMb ? worst(measured, 'peakMb') : '',
  ];
  const columns = ['ms', 'worst ms', 'CPU ms', 'longest block ms', 'peak MB'];
  const heads = ['10,000 sessions', 'what', ...columns];
  print('');
  cells(...heads);
  cells(...heads.map(() => '---'));
  for (const { seed, processes } of await measureJudging(2 * Number(values.runs) + 1)) {
    const [{ calls, first }] = processes;
    const parts = {
      [`reading, ${calls} EC2 calls`]: processes.map(({ read }) => read),
      "reading by the SDK's reader": processes.map(({ bySdk }) => bySdk),
      'making tables of it': processes.map(({ tables }) => tables),
      [`judging, first time, ${first.findings} findings`]: processes.map((one) => one.first),
      'judging again': processes.flatMap(({ others }) => others),
    };
    for (const [what, measured] of Object.entries(parts)) cells(`\`${seed}\``, what, ...times(measured));
  }
}
