/** Begins with the tests that take longest, so that no worker is alone with one at the end. Jest only knows how long they took the last time. */
import Sequencer from '@jest/test-sequencer';

const long = [
  'test/e2e/documents.test.ts',
  'test/browser/mapEverybody.test.ts',
  'test/ledger/',
  'test/foreign/',
];

const rank = ({ path }) => {
  const found = long.findIndex((part) => path.includes(part));
  return found === -1 ? long.length : found;
};

export default class LongFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
