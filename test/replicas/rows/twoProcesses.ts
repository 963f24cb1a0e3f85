/** What a second gateway on the same machine gains: requests a second behind HAProxy, with one process and with two. */
import { runLoad } from '../../bench/endurance/programs.ts';
import { type Balancer, freePort, type Replica, startBalancer } from '../../support/balancer.ts';
import { startProgram } from '../../support/process.ts';
import { fact, round } from '../../support/rows.ts';
import { until } from '../../support/until.ts';
import type { Driver } from '../row.ts';

/** By their names in `test/bench/operations.ts`, and how many clients send each of them, one request after the other. */
const loads = [
  { what: 'any of 1,000 sessions, 50 clients', operation: 'any', clients: 50 },
  { what: 'a list of 100 sessions, 10 clients', operation: 'list100', clients: 10 },
] as const;

/** In embedded mode, whose EC2 has no rates, so that the processor is the limit; each process then also does the work of its EC2. */
export const twoProcesses: Driver = async ({ isShort }) => {
  const [durationMs, runs] = isShort ? [2_000, 1] : [8_000, 5];
  const [one, two] = [await startBehindBalancer(1), await startBehindBalancer(2)];
  const rows = [];
  for (const { what, ...load } of loads) {
    const speeds: [number[], number[]] = [[], []];
    const measure = async ({ port }: Balancer) => {
      const result = await runLoad({ ...load, urls: [`http://127.0.0.1:${port}`], durationMs });
      if (result.failures > 0) throw new Error(`${result.failures} requests failed: ${result.failure}`);
      return result.requests / result.seconds;
    };
    for (let run = 0; run < runs; run++)
      for (const [index, balancer] of [one, two].entries()) speeds[index]?.push(await measure(balancer));
    const [ofOne, ofTwo] = speeds.map(median) as [number, number];
    const measured = `${round(ofOne)} and ${round(ofTwo)} requests/s: ${(ofTwo / ofOne).toFixed(2)}×`;
    rows.push(fact(`one and two processes behind HAProxy: ${what}`, measured));
  }
  return rows;
};

const median = (list: readonly number[]) =>
  [...list].sort((left, right) => left - right)[list.length >> 1] as number;

async function startBehindBalancer(count: number): Promise<Balancer> {
  const replicas: Replica[] = [];
  for (let place = 0; place < count; place++)
    replicas.push({ port: await freePort(), adminPort: await freePort() });
  for (const { port, adminPort } of replicas)
    await startProgram({
      ...{ PORT: String(port), ADMIN_PORT: String(adminPort), EMULATOR_SEED: 'large:1000' },
      ...{ LOG_LEVEL: 'warn', KEEP_ALIVE_SECONDS: '75' },
    }).ready();
  const balancer = await startBalancer(replicas);
  for (const place of replicas.keys()) await until(() => balancer.isUp(place));
  return balancer;
}
