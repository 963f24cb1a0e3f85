/** Twice as many requests as can be served: how many are served all the same, and how soon are the others told? */

import { atMost, fact, type Row, round } from '../../support/rows.ts';
import { type LoadResult, runLoad, startMeasured } from './programs.ts';

const connections = 1_000;
const recoveryPatienceMs = 30_000;

/** What clients ask for, and how many of them get the most out of the gateway: grouped reads make many cheaper than few. */
const loads = [
  { name: 'mixed', operation: 'mixed', clients: [50, 200, connections] },
  { name: 'large lists', operation: 'lists', clients: [10, 20] },
] as const;

/** @param durationMs of each overload, and of each search for the capacity. */
export async function overload(durationMs: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const load of loads) rows.push(...(await overloadWith(load, durationMs)));
  return rows;
}

async function overloadWith(
  { name, operation, clients }: (typeof loads)[number],
  durationMs: number,
): Promise<Row[]> {
  const gateway = await startMeasured({ KEEP_ALIVE_SECONDS: '75' });
  const urls = [gateway.url];
  const closed = (count: number, ms: number) => runLoad({ urls, operation, clients: count, durationMs: ms });
  const capacities: number[] = [];
  for (const count of clients) {
    const { requests, failures, seconds } = await closed(count, durationMs);
    capacities.push((requests - failures) / seconds);
  }
  const capacity = Math.max(...capacities);
  const usual = await closed(1, 1_000);
  const perSecond = 2 * capacity;
  const over = await runLoad({ urls, operation, perSecond, connections, durationMs });
  // What waits at the end is answered after the end.
  const lateMs = Math.max(0, over.seconds * 1_000 - durationMs);
  const recoveryMs = lateMs + (await recover(() => closed(1, 100), usual));
  const troubles = gateway.troubles();
  await gateway.stop();
  const what = (text: string) => `overload, ${name}: ${text}`;
  const goodput = (over.requests - over.failures) / over.seconds / capacity;
  const shed = over.statuses[503] ?? { count: 0, p99: 0 };
  const served = over.statuses[200]?.p99 ?? Number.POSITIVE_INFINITY;
  return [
    fact(what('capacity, closed loop'), `${round(capacity)} requests/s`),
    fact(
      what('offered'),
      `${round(perSecond)} requests/s on ${connections} connections, ${round(over.requests / over.seconds)} sent`,
    ),
    {
      what: what('goodput'),
      target: '≥ 80 % of the capacity',
      measured: `${round(goodput * 100)} %`,
      isMet: goodput >= 0.8,
    },
    atMost(what('p99 of what is served'), served, 1_500, 'ms'),
    atMost(what(`p99 of ${shed.count} refusals with 503`), shed.p99, 100, 'ms'),
    fact(what('connections broken'), String(over.statuses[0]?.count ?? 0)),
    atMost(what('back to normal after'), recoveryMs, 2_000, 'ms'),
    ...troubles.map((trouble) => ({ ...fact(what('trouble'), trouble), isMet: false })),
  ];
}

/** Called when the load has ended. @returns how many milliseconds pass until a tenth of a second of requests is as fast as usual. */
async function recover(ask: () => Promise<LoadResult>, usual: LoadResult): Promise<number> {
  const startedAt = performance.now();
  const boundMs = Math.max(20, 3 * usual.p99);
  for (;;) {
    const beganAt = performance.now() - startedAt;
    const { failures, p99 } = await ask();
    if ((failures === 0 && p99 <= boundMs) || beganAt > recoveryPatienceMs) return beganAt;
  }
}
