/**
 * Measures the map over many accounts in Chromium: `npm run bench:map`. The gateway runs in a process of its own, with an embedded
 * EC2. Prints a table of medians and maxima.
 *
 * `-- --accounts 20 --sessions 504 --runs 5`: sessions are those of each account. `--no-refresh` saves the two minutes that each run
 * waits for the page to read again by itself.
 */
import { parseArgs } from 'node:util';
import { numberedAccountIds } from '../../../src/emulator/identity/numberedAccounts.ts';
import { stopStarted } from '../../support/cleanUp.ts';
import { crowdedRegion, writeCrowdedEstates } from '../../support/crowdedEstates.ts';
import { writeAccountsFile } from '../../support/manyAccounts.ts';
import { startProgram } from '../../support/process.ts';
import { startBrowser } from '../chromium.ts';
import { measureRun } from './phases.ts';
import { type Row, tableOf } from './report.ts';

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '20' },
    sessions: { type: 'string', default: '504' },
    runs: { type: 'string', default: '3' },
    'no-refresh': { type: 'boolean', default: false },
  },
});
const accounts = Number(values.accounts);
const sessions = Number(values.sessions);

try {
  const seed = writeCrowdedEstates({ accountIds: numberedAccountIds(accounts), sessions });
  const gateway = startProgram({
    EMULATOR_SEED: `file:${seed}`,
    AWS_ACCOUNTS_FILE: writeAccountsFile({ accounts, regions: [crowdedRegion] }),
  });
  const { url } = await gateway.ready();
  const browser = await startBrowser();
  const rows: Row[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const all = accounts * sessions;
    rows.push(...(await measureRun(browser, url, { sessions: all, withRefresh: !values['no-refresh'] })));
    process.stderr.write(`run ${run + 1} is done\n`);
  }
  process.stdout.write(tableOf(rows));
} finally {
  await stopStarted();
}
