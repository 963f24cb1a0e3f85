/** The acceptance of what the gateway does of itself, as a command: `npm run ledger:policies`. Prints a table, and exits with 1 if anything was missed. */
import { parseArgs } from 'node:util';
import { stopStarted } from '../../support/cleanUp.ts';
import { type Row, tableHead, toLine } from '../../support/rows.ts';
import type { Drive } from './rig.ts';
import { drivers } from './rows.ts';

const { values } = parseArgs({
  options: {
    /** Some rows, with commas between them. Default: all. */
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const wanted = values.only?.split(',') ?? Object.keys(drivers);
const drive: Drive = { seed: Number(values.seed), isShort: values.short };
if (!Number.isInteger(drive.seed) || wanted.some((name) => !Object.hasOwn(drivers, name))) {
  console.error(`--only must name rows of ${Object.keys(drivers).join(',')}, and --seed a whole number`);
  process.exit(78);
}
console.log(tableHead);
const rows: Row[] = [];
for (const name of wanted) {
  try {
    const measured = (await drivers[name]?.(drive)) ?? [];
    for (const row of measured) console.log(toLine(row));
    rows.push(...measured);
  } catch (error) {
    const row = { what: name, target: 'ends', measured: String(error), isMet: false };
    console.log(toLine(row));
    rows.push(row);
  } finally {
    await stopStarted();
  }
}
const isMet = rows.every((row) => row.isMet !== false);
console.log(
  `\n${isMet ? 'nothing was missed' : 'something was MISSED'}; repeat it with --seed ${drive.seed}`,
);
process.exit(isMet ? 0 : 1);
