/** Writes what was measured into docs/performance.md, between the lines that mark its places, and the picture beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Round } from './measure.ts';
import { toSvg } from './picture.ts';
import { goalsTable, shown, summaryTable } from './summary.ts';
import { medianOf, round, runsOf } from './tables.ts';
import { servers } from './workloads.ts';

const docs = join(import.meta.dirname, '../../docs');

/** @param tables all measurements. @throws Error when the page does not have the mark of a part. */
export function writePage(measured: ReadonlyMap<string, readonly Round[]>, tables: string): void {
  const file = join(docs, 'performance.md');
  const parts = { summary: summaryTable(measured), goals: goalsTable(measured), tables };
  let page = readFileSync(file, 'utf8');
  for (const [name, text] of Object.entries(parts)) {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*(\n<!-- end of ${name} -->)`);
    if (!place.test(page))
      throw new Error(`${file} has no lines <!-- ${name} --> and <!-- end of ${name} -->`);
    page = page.replace(place, (_, begin, end) => `${begin}${text}${end}`);
  }
  writeFileSync(file, page);
  const bars = shown.map(([title, workload]) => {
    const rounds = measured.get(workload) ?? [];
    const speedOf = (name: (typeof servers)[number]) =>
      runsOf(rounds, name).length === 0 ? undefined : medianOf(rounds, name, 'perSecond');
    return { title, values: servers.map((name) => [name, speedOf(name)] as const) };
  });
  writeFileSync(
    join(docs, 'performance.svg'),
    toSvg(bars, (value) => `${round(value)}/s`),
  );
}
