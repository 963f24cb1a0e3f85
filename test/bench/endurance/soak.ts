/** Many callers read, list, change and make mistakes for a long time: what is left in memory after each round? */
import { join } from 'node:path';
import { atMost, fact, type Row, round } from '../../support/rows.ts';
import { startTokenIssuer } from '../../support/tokens.ts';
import { runLoad, startMeasured } from './programs.ts';

const callers = 40;
const maxGrowthMb = 5;
const permissions = 'traffic-mirror:read traffic-mirror:session:write';

export interface SoakOptions {
  readonly rounds: number;
  /** Of each round. */
  readonly minutes: number;
}

/** @param folder for the audit file. */
export async function soak(folder: string, { rounds, minutes }: SoakOptions): Promise<Row[]> {
  const issuer = await startTokenIssuer();
  const exp = Math.floor(Date.now() / 1_000) + 12 * 3_600;
  const tokens = await Promise.all(
    Array.from({ length: callers }, (_, n) => issuer.token(permissions, { sub: `caller-${n}`, exp })),
  );
  const gateway = await startMeasured({ ...issuer.env, AUDIT_FILE: join(folder, 'soak.jsonl') });
  const load = { urls: [gateway.url], operation: 'soak' as const, clients: callers, tokens };
  const durationMs = minutes * 60_000;
  // The caches of documents are full after some 20,000 different ones; until then they grow, which is no leak.
  await runLoad({ ...load, operation: 'fresh', durationMs });
  await runLoad({ ...load, durationMs: durationMs / 4 });
  const rows: Row[] = [];
  const heaps: number[] = [];
  for (let n = 1; n <= rounds; n++) {
    const { requests, seconds, p99, statuses } = await runLoad({ ...load, durationMs });
    heaps.push((await gateway.heapAfterGc()) / 2 ** 20);
    const broken = Object.entries(statuses)
      .filter(([status]) => status === '0' || Number(status) >= 500)
      .map(([status, { count }]) => `${count} × ${status}`);
    const speed = `${round(requests / seconds)} requests/s, p99 ${round(p99)} ms`;
    const memory = `heap ${round(heaps.at(-1) ?? 0)} MB, resident ${gateway.residentMb()} MB`;
    rows.push(
      fact(`soak, round ${n} of ${minutes} min`, `${speed}, ${memory}, broken: ${broken.join() || 'none'}`),
    );
    rows.push(...gateway.troubles().map((trouble) => ({ ...fact('soak: trouble', trouble), isMet: false })));
  }
  await gateway.stop();
  await issuer.stop();
  const growth = (heaps.at(-1) ?? 0) - (heaps[0] ?? 0);
  return [...rows, atMost('soak: heap after GC, first to last round', growth, maxGrowthMb, 'MB')];
}
