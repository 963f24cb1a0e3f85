/** Twice as many requests as can be served: how many are served all the same, and how soon are the others told? */
import { setTimeout as wait } from 'node:timers/promises';
import { type LoadResult, runLoad, startMeasured } from './programs.ts';
import { atMost, fact, type Row, round } from './rows.ts';

const connections = 1_000;
const operation = 'mixed';
const recoveryPatienceMs = 30_000;

/** @param durationMs of the overload, and of each search for the capacity. */
export async function overload(durationMs: number): Promise<Row[]> {
  const gateway = await startMeasured({});
  const urls = [gateway.url];
  const capacities: number[] = [];
  // Grouped reads make many clients cheaper than few, so the capacity is that of the best number of them.
  for (const clients of [50, 50, 200, connections]) {
    const { requests, failures, seconds } = await runLoad({ urls, operation, clients, durationMs });
    capacities.push((requests - failures) / seconds);
  }
  const capacity = Math.max(...capacities);
  const usual = await runLoad({ urls, operation, clients: 1, durationMs: 1_000 });
  const perSecond = 2 * capacity;
  const overloading = runLoad({ urls, operation, perSecond, connections, durationMs });
  await wait(durationMs);
  const recoveryMs = await recover(gateway.url, usual);
  const over = await overloading;
  const troubles = gateway.troubles();
  await gateway.stop();
  // What waits at the end is answered after the end, so it is served in more than the time of the load.
  const goodput = (over.requests - over.failures) / over.seconds / capacity;
  const shed = over.statuses[503] ?? { count: 0, p99: 0 };
  const served = over.statuses[200]?.p99 ?? Number.POSITIVE_INFINITY;
  const lost = over.statuses[0]?.count ?? 0;
  return [
    fact('overload: capacity, closed loop', `${round(capacity)} requests/s`),
    fact(
      'overload: offered',
      `${round(perSecond)} requests/s on ${connections} connections, ${round(over.requests / over.seconds)} sent`,
    ),
    {
      what: 'overload: goodput',
      target: '≥ 80 % of the capacity',
      measured: `${round(goodput * 100)} %`,
      isMet: goodput >= 0.8,
    },
    atMost('overload: p99 of what is served', served, 1_500, 'ms'),
    {
      ...atMost(`overload: p99 of ${shed.count} refusals with 503`, shed.p99, 100, 'ms'),
      ...(shed.count === 0 ? { measured: 'nothing was refused', isMet: false } : {}),
    },
    // A connection that was idle for 5 s may be closed at the moment when it is used again.
    fact('overload: connections broken', String(lost)),
    atMost('overload: back to normal after', recoveryMs, 2_000, 'ms'),
    ...troubles.map((trouble) => ({ ...fact('overload: trouble', trouble), isMet: false })),
  ];
}

/** Called when the load ends. @returns how long it takes until a tenth of a second of requests is as fast as usual. */
async function recover(url: string, usual: LoadResult): Promise<number> {
  const startedAt = performance.now();
  const boundMs = Math.max(20, 3 * usual.p99);
  for (;;) {
    const beganAt = performance.now() - startedAt;
    const { failures, p99 } = await runLoad({ urls: [url], operation, clients: 1, durationMs: 100 });
    if ((failures === 0 && p99 <= boundMs) || beganAt > recoveryPatienceMs) return beganAt;
  }
}
