/** The ledger as a command: `npm run ledger -- --changes 10000 --seed 7`. Exits with 1 if any promise was broken. */
import { parseArgs } from 'node:util';
import { runLedger } from './run.ts';
import { summarize } from './summary.ts';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '2000' },
    strikes: { type: 'string', default: '10' },
    writers: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const options = {
  changes: Number(values.changes),
  strikes: Number(values.strikes),
  writers: Number(values.writers),
  seed: Number(values.seed),
};
if (Object.values(options).some((value) => !Number.isInteger(value) || value < 0)) {
  console.error('--changes, --strikes, --writers and --seed must be whole numbers');
  process.exit(78);
}
console.log(`seed ${options.seed}: ${options.changes} changes by ${options.writers} writers`);
const startedAt = performance.now();
const ledger = await runLedger(options);
console.log(summarize(ledger));
console.log(
  `${Math.round((performance.now() - startedAt) / 1_000)} s; repeat it with --seed ${options.seed}`,
);
process.exit(ledger.violations.length === 0 ? 0 : 1);
