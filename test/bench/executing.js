/** `node test/bench/executing.js`: the gateway with graphql-jit beside the gateway with graphql-js alone, in turns, as a Markdown table. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { options } from '../../build.js';
import { startChild } from './children.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2.5' },
    rounds: { type: 'string', default: '5' },
    workload: { type: 'string', default: '' },
  },
});

const workloads = [
  { name: 'list of 100, 50 clients', operation: 'list100', clients: 50 },
  { name: 'list of 100, 1 client', operation: 'list100', clients: 1 },
  { name: 'different lists of 50 to 149, 1 client', operation: 'lists100', clients: 1 },
  { name: 'different lists of 50 to 149, 10 clients', operation: 'lists100', clients: 10 },
  { name: 'one session, 1 client', operation: 'one', clients: 1 },
  { name: 'any of 1,000 sessions, 50 clients', operation: 'any', clients: 50 },
  { name: 'list of 1,000, 1 client', operation: 'list1000', clients: 1 },
  { name: 'different lists of 900 to 1,000, 1 client', operation: 'lists', clients: 1 },
];

const here = import.meta.dirname;
const built = join(here, 'dist');
const entryPoints = (names) => Object.fromEntries(names.map((name) => [name, join(here, `${name}.js`)]));
await build({ ...options, entryPoints: entryPoints(['gateway', 'ec2']), outdir: built });
const alias = { ...options.alias, 'graphql-jit': join(here, 'withoutJit.js') };
await build({ ...options, alias, entryPoints: entryPoints(['gateway']), outdir: join(built, 'plain') });

const median = (numbers) => numbers.toSorted((left, right) => left - right)[numbers.length >> 1];
const startSide = async (folder) => {
  const ec2 = await startChild(join(built, 'ec2.js'));
  return { ec2, server: await startChild(join(folder, 'gateway.js'), { EC2_URL: ec2.url }) };
};
const sides = { jit: await startSide(built), js: await startSide(join(built, 'plain')) };
const generator = await startChild(join(here, 'loadProcess.js'));

async function run({ server }, load, durationMs) {
  const before = await server.ask();
  const result = await generator.ask({ load: { ...load, durationMs, urls: [server.url] } });
  const after = await server.ask();
  if (result.failures > 0) throw new Error(result.failure);
  const { requests, seconds, p50 } = result;
  return { perSecond: requests / seconds, p50, cpuMs: (after.cpuMs - before.cpuMs) / requests };
}

process.stdout.write(
  '| workload | requests/s, js | jit | jit is | min–max | p50 ms, js | jit | CPU ms/request, js | jit | jit needs |\n',
);
process.stdout.write(`|${' --- |'.repeat(10)}\n`);
for (const { name, ...load } of workloads) {
  if (!new RegExp(values.workload).test(name)) continue;
  for (const side of Object.values(sides)) await run(side, load, 3_000);
  const rounds = [];
  for (let n = 0; n < Number(values.rounds); n++) {
    const round = {};
    for (const which of n % 2 === 0 ? ['js', 'jit'] : ['jit', 'js'])
      round[which] = await run(sides[which], load, Number(values.seconds) * 1_000);
    rounds.push(round);
  }
  const of = (which, key, digits) => median(rounds.map((round) => round[which][key])).toFixed(digits);
  const ratios = (key) => rounds.map(({ js, jit }) => jit[key] / js[key]);
  const speeds = ratios('perSecond');
  const cells = [
    name,
    ...['js', 'jit'].map((which) => of(which, 'perSecond', 0)),
    `${median(speeds).toFixed(2)}×`,
    `${Math.min(...speeds).toFixed(2)}–${Math.max(...speeds).toFixed(2)}`,
    ...['js', 'jit'].map((which) => of(which, 'p50', 2)),
    ...['js', 'jit'].map((which) => of(which, 'cpuMs', 2)),
    `${median(ratios('cpuMs')).toFixed(2)}×`,
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
for (const child of [generator, ...Object.values(sides).flatMap(Object.values)]) await child.stop();
