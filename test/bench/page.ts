/** Writes what was measured into docs/performance.md, between the lines that mark its places, and the picture beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Round } from './measure.ts';
import { toSvg } from './picture.ts';
import { goalsTable, shown, summaryTable } from './summary.ts';
import { medianOf, round, runsOf } from './tables.ts';
import { servers } from './workloads.ts';

type Measured = ReadonlyMap<string, readonly Round[]>;

const docs = join(import.meta.dirname, '../../docs');

/** The places of the page: what is between two such lines is replaced. */
const placeOf = (name: string) => new RegExp(`(?<=<!-- ${name} -->\n)[^]*(?=\n<!-- end of ${name} -->)`);

/**
 * @returns what writes the page and the picture, from what was measured and the text of all tables.
 * @throws Error when a place is missing, before anything is measured.
 */
export function openPage(): (measured: Measured, tables: string) => void {
  const file = join(docs, 'performance.md');
  const before = readFileSync(file, 'utf8');
  for (const name of ['summary', 'goals', 'tables'])
    if (!placeOf(name).test(before))
      throw new Error(`${file} must have the lines <!-- ${name} --> and <!-- end of ${name} -->`);
  return (measured, tables) => {
    const parts = { summary: summaryTable(measured), goals: goalsTable(measured), tables };
    let page = before;
    for (const [name, text] of Object.entries(parts)) page = page.replace(placeOf(name), () => text);
    writeFileSync(file, page);
    writeFileSync(join(docs, 'performance.svg'), toPicture(measured));
  };
}

function toPicture(measured: Measured): string {
  const bars = shown.map(([title, workload]) => {
    const rounds = measured.get(workload) ?? [];
    const speedOf = (name: (typeof servers)[number]) =>
      runsOf(rounds, name).length === 0 ? undefined : medianOf(rounds, name, 'perSecond');
    return { title, values: servers.map((name) => [name, speedOf(name)] as const) };
  });
  return toSvg(bars, (value) => `${round(value)}/s`);
}
