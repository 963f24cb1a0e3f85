import { expect, test } from '@jest/globals';
import { runLedger } from './run.ts';
import { summarize } from './summary.ts';

test('callers, EC2 and the audit file agree, although both programs are killed and the network loses requests', async () => {
  const seed = Date.now() % 1_000_000;
  const ledger = await runLedger({ seed, changes: 400, strikes: 2, writers: 10 });
  console.log(
    `npm run ledger -- --seed ${seed} --changes 400 --strikes 2 --writers 10\n${summarize(ledger)}`,
  );
  expect(ledger.violations).toEqual([]);
  expect(ledger.entries).toHaveLength(400);
  expect([...ledger.strikes.values()]).toEqual([2, 2, 2, 2]);
});
