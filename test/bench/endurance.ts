/**
 * Measures what only shows over time or under stress, and prints one table: `npx tsx test/bench/endurance.ts --only soak --rounds 3`. It
 * measures the program in `dist/`, so build it first. Everything takes about 15 minutes. Linux only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Row, toTable } from '../support/rows.ts';
import { manyCallers } from './endurance/callers.ts';
import { fairness } from './endurance/fairness.ts';
import { killTest } from './endurance/kill.ts';
import { manyDocuments } from './endurance/manyDocuments.ts';
import { overload } from './endurance/overload.ts';
import { slowClients } from './endurance/slow.ts';
import { soak } from './endurance/soak.ts';

const { values } = parseArgs({
  options: {
    /** One part. Default: all. */
    only: { type: 'string' },
    /** The soak: rounds, and minutes of each. */
    rounds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '2' },
    /** The overload, and each search for the capacity before it. */
    seconds: { type: 'string', default: '20' },
    kills: { type: 'string', default: '20' },
    documents: { type: 'string', default: '20000' },
  },
});
const numberOf = (name: Exclude<keyof typeof values, 'only'>) => Number(values[name]);
const [rounds, minutes, seconds] = [numberOf('rounds'), numberOf('minutes'), numberOf('seconds')];
const [kills, documents] = [numberOf('kills'), numberOf('documents')];

const folder = mkdtempSync(join(tmpdir(), 'endurance-'));
const parts: Readonly<Record<string, () => Promise<Row[]>>> = {
  soak: () => soak(folder, { rounds, minutes }),
  overload: () => overload(seconds * 1_000),
  slow: () => slowClients(),
  kill: () => killTest(folder, kills),
  documents: () => manyDocuments(documents),
  callers: () => manyCallers(),
  fairness: () => fairness(),
};
const chosen = Object.entries(parts).filter(([name]) => values.only === undefined || name === values.only);
if (chosen.length === 0 || ![rounds, minutes, seconds, kills, documents].every((number) => number > 0)) {
  console.error(
    `--only must be one of ${Object.keys(parts).join(', ')}, and the other options numbers above 0`,
  );
  process.exit(78);
}
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}; load average before: ${loadavg()[0]?.toFixed(1)}\n`,
);
const rows: Row[] = [];
for (const [, measure] of chosen) rows.push(...(await measure()));
console.log(toTable(rows));
rmSync(folder, { recursive: true });
process.exit(rows.some(({ isMet }) => isMet === false) ? 1 : 0);
