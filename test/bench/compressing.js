/** `node test/bench/compressing.js`: what compressing long answers saves and costs, as a Markdown table. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { options } from '../../build.js';
import { startChild } from './children.js';
import { operations } from './operations.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '2' }, rounds: { type: 'string', default: '5' } },
});

const workloads = [
  { name: 'list of 1,000, 1 client', operation: 'list1000', clients: 1 },
  { name: 'list of 1,000, 10 clients', operation: 'list1000', clients: 10 },
  { name: 'different lists of 50 to 149, 5 clients', operation: 'lists100', clients: 5 },
];
const codings = ['identity', 'gzip', 'br'];

const here = import.meta.dirname;
const built = join(here, 'dist');
const entryPoints = Object.fromEntries(['gateway', 'ec2'].map((name) => [name, join(here, `${name}.js`)]));
await build({ ...options, entryPoints, outdir: built });
const ec2 = await startChild(join(built, 'ec2.js'));
const gateway = await startChild(join(built, 'gateway.js'), { EC2_URL: ec2.url });
const agent = new Agent({ keepAlive: true });
const median = (numbers) => numbers.toSorted((left, right) => left - right)[numbers.length >> 1];

/** @returns the bytes of the answer as it was sent. */
async function ask(operation, coding) {
  const headers = { 'content-type': 'application/json', 'accept-encoding': coding };
  const sent = request(`${gateway.url}/graphql`, { method: 'POST', agent, headers });
  sent.end(operations[operation]());
  const [response] = await once(sent, 'response');
  const body = await buffer(response);
  if (response.statusCode !== 200) throw new Error(String(body));
  return body.length;
}

async function run({ operation, clients }, coding, durationMs) {
  const [times, sizes] = [[], []];
  const before = await gateway.ask();
  const endsAt = performance.now() + durationMs;
  const client = async () => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now();
      sizes.push(await ask(operation, coding));
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const { cpuMs } = await gateway.ask();
  return { kb: median(sizes) / 1_000, ms: median(times), cpuMs: (cpuMs - before.cpuMs) / times.length };
}

process.stdout.write(
  '| workload | coding | kB | p50 ms | CPU ms/request |\n| --- | --- | --- | --- | --- |\n',
);
for (const { name, ...load } of workloads) {
  await run(load, 'identity', 3_000);
  const rounds = Object.fromEntries(codings.map((coding) => [coding, []]));
  for (let n = 0; n < Number(values.rounds); n++)
    for (const coding of n % 2 === 0 ? codings : codings.toReversed())
      rounds[coding].push(await run(load, coding, Number(values.seconds) * 1_000));
  for (const coding of codings) {
    const of = (key) => median(rounds[coding].map((round) => round[key])).toFixed(1);
    process.stdout.write(`| ${name} | ${coding} | ${of('kb')} | ${of('ms')} | ${of('cpuMs')} |\n`);
  }
}
for (const child of [gateway, ec2]) await child.stop();
agent.destroy();
