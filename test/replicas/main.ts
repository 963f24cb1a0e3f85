/** The acceptance of several replicas as a command: `npm run replicas -- --only P3`. Prints a table, and exits with 1 if anything was missed. */
import { cpus, loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stopStarted } from '../support/cleanUp.ts';
import { type Row, tableHead, toLine } from '../support/rows.ts';
import type { Drive, Driver } from './row.ts';
import { audit } from './rows/audit.ts';
import { holderKilled } from './rows/holderKilled.ts';
import { idleConnections } from './rows/idleConnections.ts';
import { lostAnswers } from './rows/lostAnswers.ts';
import { manyAccountsRead } from './rows/manyAccounts.ts';
import { rates, scaling } from './rows/rates.ts';
import { restarts } from './rows/restarts.ts';
import { storeFaultsUnderLoad } from './rows/storeFaultsUnderLoad.ts';
import { failover, storeEmptied } from './rows/storeForgets.ts';
import { storeFrozen } from './rows/storeFrozen.ts';
import { twoProcesses } from './rows/twoProcesses.ts';
import { versions } from './rows/versions.ts';

const { values } = parseArgs({
  options: {
    /** Some rows, with commas between them. Default: all. */
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    /** Of the load on EC2's rates. */
    seconds: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** To compare; some rows are about the store, and are left out. */
    'no-store': { type: 'boolean', default: false },
  },
});
const drivers: Readonly<Record<string, readonly Driver[]>> = {
  P1: [versions],
  P2: [holderKilled, storeEmptied, failover],
  P3: [rates, scaling],
  P4: [storeFrozen, ...storeFaultsUnderLoad],
  P5: [lostAnswers],
  P6: [manyAccountsRead],
  P11: [restarts],
  P12: [idleConnections],
  P13: [audit],
  cores: [twoProcesses],
};
const drive: Drive = {
  seed: Number(values.seed),
  isShort: values.short,
  seconds: Number(values.seconds ?? (values.short ? 20 : 120)),
  hasStore: !values['no-store'],
};
const aboutStore = ['P2', 'P4'];
const wanted = values.only?.split(',') ?? Object.keys(drivers);
const unknown = wanted.filter((name) => !Object.hasOwn(drivers, name));
const chosen = Object.entries(drivers).filter(
  ([name]) => wanted.includes(name) && (drive.hasStore || !aboutStore.includes(name)),
);
if (unknown.length > 0 || !Number.isInteger(drive.seed) || !(drive.seconds > 0)) {
  console.error(
    `--only must name rows of ${Object.keys(drivers).join(',')}, --seed a whole number, and --seconds a number above 0`,
  );
  process.exit(78);
}

/** Longer than any row takes. A row that waits for what never comes ends by it. */
const rowMs = 15 * 60_000;
const late = async () => {
  await wait(rowMs, undefined, { ref: false });
  throw new Error(`it did not end within ${rowMs / 60_000} minutes`);
};

/** What a row started is stopped before the next one, and also when it failed or the program is told to end. */
async function run(driver: Driver, name: string): Promise<readonly Row[]> {
  try {
    return await Promise.race([driver(drive), late()]);
  } catch (error) {
    return [{ what: `${name}, ${driver.name}`, target: 'ends', measured: String(error), isMet: false }];
  } finally {
    await stopStarted();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopStarted().finally(() => process.exit(1)));
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}; load average before: ${loadavg()[0]?.toFixed(1)}; seed ${drive.seed}\n`,
);
console.log(tableHead);
const rows: Row[] = [];
for (const [name, list] of chosen)
  for (const driver of list)
    for (const row of await run(driver, name)) {
      console.log(toLine(row));
      rows.push(row);
    }
const isMet = rows.every((row) => row.isMet !== false);
console.log(
  `\n${isMet ? 'nothing was missed' : 'something was MISSED'}; repeat it with --seed ${drive.seed}`,
);
process.exit(isMet ? 0 : 1);
