/** Measures what compressing long answers saves, and what it costs. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Used } from './child.ts';
import { type Child, type ServerFacts, startChild } from './children.ts';
import { type OperationName, operations } from './operations.ts';
import { built } from './programs.ts';
import { median } from './statistics.ts';
import { toTable } from './tables.ts';

interface Load {
  readonly name: string;
  readonly operation: OperationName;
  readonly clients: number;
}

const loads: readonly Load[] = [
  { name: 'list of 1,000, 1 client', operation: 'list1000', clients: 1 },
  { name: 'list of 1,000, 10 clients', operation: 'list1000', clients: 10 },
  { name: 'different lists of 50 to 149, 5 clients', operation: 'lists100', clients: 5 },
];
const codings = ['identity', 'gzip', 'br'] as const;
type Coding = (typeof codings)[number];
const heads = ['workload', 'coding', 'kB', 'p50 ms', 'CPU ms/request'];

/** Sends each load with each coding, in turns. */
export async function compressingTable(rounds: number, durationMs: number): Promise<string> {
  const ec2 = await startChild<ServerFacts>(built('ec2'));
  const gateway = await startChild<ServerFacts>(built('gateway'), { EC2_URL: ec2.url });
  const agent = new Agent({ keepAlive: true });
  const rows: (string | number)[][] = [];
  for (const load of loads) {
    await run(gateway, agent, load, 'identity', durationMs);
    const found: Record<Coding, Awaited<ReturnType<typeof run>>[]> = { identity: [], gzip: [], br: [] };
    for (let n = 0; n < rounds; n++)
      for (const coding of n % 2 === 0 ? codings : codings.toReversed())
        found[coding].push(await run(gateway, agent, load, coding, durationMs));
    for (const coding of codings) {
      const of = (key: 'kb' | 'ms' | 'cpuMs') => median(found[coding].map((one) => one[key])).toFixed(1);
      rows.push([load.name, coding, of('kb'), of('ms'), of('cpuMs')]);
    }
  }
  agent.destroy();
  await gateway.stop();
  await ec2.stop();
  return toTable(heads, rows);
}

async function run(
  gateway: ServerFacts & Child<unknown>,
  agent: Agent,
  { operation, clients }: Load,
  coding: Coding,
  durationMs: number,
) {
  const times: number[] = [];
  const sizes: number[] = [];
  await gateway.beginWatch();
  const endsAt = performance.now() + durationMs;
  const client = async () => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now();
      sizes.push(await ask(gateway.url, agent, operation, coding));
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const { cpuMs }: Used = await gateway.endWatch();
  return { kb: median(sizes) / 1_000, ms: median(times), cpuMs: cpuMs / times.length };
}

/** @returns how many bytes the answer had as it was sent. */
async function ask(url: string, agent: Agent, operation: OperationName, coding: Coding): Promise<number> {
  const headers = { 'content-type': 'application/json', 'accept-encoding': coding };
  const sent = request(`${url}/graphql`, { method: 'POST', agent, headers });
  sent.end(operations[operation]().body);
  const [response] = await once(sent, 'response');
  const body = await buffer(response);
  if (response.statusCode !== 200) throw new Error(String(body));
  return body.length;
}
