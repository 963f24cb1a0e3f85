import { expect, test } from '@jest/globals';
import { toTable } from '../../support/rows.ts';
import { drivers } from './rows.ts';

/** They are not about kills, or take long, and their parts have tests of their own: `npm run ledger:policies` alone drives them. */
const others = new Set(['keptTrue', 'tagsTakenOff', 'leasesTakenOver', 'peopleBeside', 'forgedMoves']);

test.each(Object.entries(drivers).filter(([name]) => !others.has(name)))(
  '%s holds while gateways are killed',
  async (name, driver) => {
    const seed = Date.now() % 1_000_000;
    const rows = await driver({ seed, isShort: true });
    console.log(`npm run ledger:policies -- --short --only ${name} --seed ${seed}\n${toTable(rows)}`);
    expect(rows.filter(({ isMet }) => isMet === false)).toEqual([]);
  },
);
