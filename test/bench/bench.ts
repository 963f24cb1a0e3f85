/** `npm run bench`: measures the gateway and its peers, workload by workload, and prints Markdown tables. */
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { compressingTable } from './compressing.ts';
import { judgingTable } from './judging.ts';
import { measureWorkload, type Round } from './measure.ts';
import { openPage } from './page.ts';
import { buildPrograms } from './programs.ts';
import { readingTable } from './reading.ts';
import { startupTable } from './startup.ts';
import { goalsTable, summaryTable } from './summary.ts';
import { heads, runsOf, toRow, toTable } from './tables.ts';
import { sections } from './workloads.ts';

const { values } = parseArgs({
  options: {
    /** Duration of one measurement, in seconds. */
    seconds: { type: 'string', default: '1.5' },
    /** How many measurements are made; medians are shown. */
    rounds: { type: 'string', default: '5' },
    /** Only workloads, sections and programs whose names contain this. */
    workload: { type: 'string', default: '' },
    program: { type: 'string', default: '' },
    /** Write the tables into docs/performance.md, and the picture beside it. */
    write: { type: 'boolean', default: false },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const isWhole = values.workload === '' && values.program === '';
if (!(rounds >= 1 && seconds > 0) || (values.write && !isWhole)) {
  console.error(
    '--rounds must be at least 1, --seconds above 0, and --write needs all workloads and all programs',
  );
  process.exit(78);
}
const isWanted = (...names: string[]) => names.some((name) => name.includes(values.workload));

const writePage = values.write ? openPage() : undefined;
const [{ model = '' } = {}] = cpus();
const machine = `${model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}; medians of ${rounds} rounds of ${seconds} s; load average before: ${loadavg()[0]?.toFixed(1)}.`;
console.log(`${machine}\n`);
await buildPrograms();

const measured = new Map<string, Round[]>();
const tables: string[] = [];
const show = (title: string, table: string) => {
  tables.push(`### ${title}\n\n${table}`);
  console.log(`### ${title}\n\n${table}\n`);
};
for (const { title, workloads } of sections) {
  const rows: string[][] = [];
  for (const workload of workloads.filter(({ name }) => isWanted(title, name))) {
    const { name } = workload;
    const chosen = workload.programs.filter((program) => program.includes(values.program));
    if (chosen.length === 0) continue;
    const found = await measureWorkload(workload, chosen, { rounds, durationMs: seconds * 1_000 });
    measured.set(name, found);
    for (const program of chosen) {
      rows.push(toRow(name, program, found));
      const failed = runsOf(found, program).find(({ failures }) => failures > 0);
      if (failed) console.error(`${program}: ${failed.failures} of ${failed.requests}: ${failed.failure}`);
    }
  }
  if (rows.length > 0) show(title, toTable(heads, rows));
}
const others = {
  Compressing: () => compressingTable(rounds, seconds * 1_000),
  'Start-up': () => startupTable(2 * rounds + 1),
  'Reading answers': () => readingTable(20 * rounds),
  'Judging 10,000 sessions': () => judgingTable(Math.ceil(rounds / 2)),
};
for (const [title, measure] of Object.entries(others)) if (isWanted(title)) show(title, await measure());
if (isWhole) console.log(`${summaryTable(measured)}\n\n${goalsTable(measured)}`);
writePage?.(measured, [machine, ...tables].join('\n\n'));
