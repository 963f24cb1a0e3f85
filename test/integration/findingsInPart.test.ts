/** What is found when the time or the calls for reading run out: nothing that a whole reading does not find, and what is missing is unchecked. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { EstateFacts } from '../../src/ec2/estate/drafts.ts';
import { Ec2Failure } from '../../src/ec2/failure.ts';
import type { Gap } from '../../src/mirroring/facts.ts';
import { deltaOf, type Evaluation, evaluate } from '../../src/mirroring/findings/evaluate.ts';
import { type EstateSubject, startEstate } from '../support/estateReads.ts';
import { question } from '../support/findings.ts';

const reasonsOf = ({ unchecked }: Evaluation) => unchecked.map(({ reason }) => reason);

/** @returns undefined when not even the sessions have arrived in time, so that there is nothing to judge. */
async function readInPart(estate: EstateSubject, ms: number): Promise<EstateFacts | undefined> {
  const startedAtMs = performance.now();
  try {
    return await estate.read({ allowance: { ms } });
  } catch (failure) {
    if (failure instanceof Ec2Failure && failure.kind === 'cancelled') return undefined;
    throw failure;
  } finally {
    // As long as a busy machine may take for what takes 300 ms, and much less than the whole reading would without an end.
    expect(performance.now() - startedAtMs).toBeLessThan(ms + 4_700);
  }
}

test.each(['broken', 'demo', 'large:3000'] as const)(
  '%s, with too little time for calls of 50 ms: an answer in time, with OUT_OF_TIME and nothing made up',
  async (seed) => {
    const estate = await startEstate({ seed });
    const whole = await evaluate(await estate.read(), question);
    const slow = await startEstate({ seed, latencyMs: 50 });
    // How much is too little, and yet enough for the sessions, depends on how busy the machine is.
    for (let ms = 300; ; ) {
      const facts = await readInPart(slow, ms);
      const part = facts && (await evaluate(facts, question));
      if (part) expect(deltaOf(whole, part)).toEqual({ added: [], resolved: [] });
      if (part && reasonsOf(part).includes('OUT_OF_TIME')) break;
      ms *= part ? 0.8 : 1.5;
    }
  },
);

describe('broken', () => {
  let broken: EstateSubject;
  let whole: Evaluation;
  beforeAll(async () => {
    broken = await startEstate({ seed: 'broken' });
    whole = await evaluate(await broken.read(), question);
  });

  // The whole reading takes about 34. Without three there is nothing to judge.
  test.each([3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 23, 26, 30])(
    'with %i calls for reading: nothing made up, and what is missing is unchecked',
    async (calls) => {
      const part = await evaluate(await broken.read({ allowance: { calls } }), question);
      expect(reasonsOf(part)).toContain('OUT_OF_CALLS' satisfies Gap['reason']);
      expect(deltaOf(whole, part)).toEqual({ added: [], resolved: [] });
    },
  );
});
