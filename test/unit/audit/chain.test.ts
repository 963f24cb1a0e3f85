import { appendFileSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BrokenChain, readChain } from '../../../src/audit/chain.ts';
import { createRun } from '../../../src/audit/run.ts';
import { createTrail } from '../../../src/audit/trail.ts';
import { newAuditFile, openAudit, testRun } from '../../support/audit.ts';

/** A file of five lines: the first one of a run, one change with its outcome, one without, one denial. */
async function fill(file: string): Promise<void> {
  const { trail } = await openAudit(file);
  trail.append({ event: 'intent', requestId: 'r-1', action: 'DeleteTags', text: 'ü\u2028"\n' });
  trail.append({ event: 'outcome', intent: 2, requestId: 'r-1' });
  trail.append({ event: 'intent', requestId: 'r-2', action: 'CreateTags' });
  trail.append({ event: 'denied', requestId: 'r-3' });
  trail.close();
}

const verdict = (file: string) => readChain(file).catch((error: unknown) => error);

test('an empty file is a valid chain, and so is one that was continued', async () => {
  const file = newAuditFile();
  writeFileSync(file, '');
  expect(await readChain(file)).toMatchObject({ seq: 0, bytes: 0, tornBytes: 0, openIntents: [] });
  await fill(file);
  await fill(file);
  const { seq, bytes, openIntents } = await readChain(file);
  expect({ seq, bytes }).toEqual({ seq: 10, bytes: readFileSync(file).length });
  // The second gateway's own first intent is 7; its outcome names 2, which has one already.
  expect(openIntents.map((line) => line.seq)).toEqual([4, 7, 9]);
});

test('an unfinished line may be very long', async () => {
  const file = newAuditFile();
  await fill(file);
  const tornBytes = 100_000_000;
  // As a file system may leave it after a power failure. Putting the line together anew for each part took minutes.
  truncateSync(file, readFileSync(file).length + tornBytes);
  expect(await readChain(file)).toMatchObject({ seq: 5, tornBytes });
});

test('any changed byte before the last line is found, and so is any line removed, repeated or moved', async () => {
  const file = newAuditFile();
  await fill(file);
  const whole = readFileSync(file);
  const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
  await fc.assert(
    fc.asyncProperty(fc.nat(lastLine - 1), fc.integer({ min: 1, max: 255 }), async (at, difference) => {
      const changed = Buffer.from(whole);
      changed[at] = ((changed[at] ?? 0) + difference) % 256;
      writeFileSync(file, changed);
      expect(await verdict(file)).toBeInstanceOf(BrokenChain);
    }),
    { numRuns: 500 },
  );
  const [opened = '', first = '', second = '', third = '', fourth = ''] = whole.toString().split('\n');
  for (const lines of [
    [first, second, third, fourth],
    [opened, second, third, fourth],
    [opened, first, third, fourth],
    [opened, first, second, second, third, fourth],
    [opened, first, third, second, fourth],
    [opened, first, '', second, third, fourth],
  ]) {
    writeFileSync(file, `${lines.join('\n')}\n`);
    expect(await verdict(file)).toBeInstanceOf(BrokenChain);
  }
});

describe('a forgery that fits into the chain, because its hashes were computed anew, is found if it is', () => {
  const intent = { event: 'intent' };
  const elsewhere = { seq: 1, hash: 'f'.repeat(64) };
  /** The first entry is line 2 of the file. */
  const outcome = (of: number) => ({ event: 'outcome', intent: of + 1 });
  test.each<[string, object[], number[]]>([
    ['an outcome of no intent', [outcome(1)], [1]],
    ['an outcome of a later intent', [outcome(2), intent], [1]],
    ['an outcome of a denial', [{ event: 'denied' }, outcome(1)], [2]],
    ['an outcome of an outcome', [intent, outcome(1), outcome(2)], [3]],
    ['a second outcome', [intent, outcome(1), outcome(1)], [3]],
    ['an outcome that names no intent', [intent, { event: 'outcome' }], [2]],
    ['an outcome that claims to be of an earlier file', [{ event: 'outcome', earlierIntent: 1 }], [1]],
    ['a late outcome of no intent', [{ event: 'recovered', entries: [outcome(7)] }], [1]],
    ['a late second outcome', [intent, outcome(1), { event: 'recovered', entries: [outcome(1)] }], [3]],
    [
      'one of several late outcomes',
      [intent, { event: 'recovered', entries: [outcome(9), outcome(1)] }],
      [2],
    ],
  ])('%s', async (_, entries, strays) => {
    const file = newAuditFile();
    const { trail } = await openAudit(file);
    for (const entry of entries) trail.append(entry);
    trail.close();
    const { strayOutcomes } = await readChain(file);
    expect(strayOutcomes.map(({ seq }) => seq - 1)).toEqual(strays);
  });

  test.each<[string, object]>([
    ['an unknown event', { event: 'edited' }],
    ['another version', { event: 'denied', v: 3 }],
    ['another place', { event: 'denied', seq: 7 }],
    ['an outcome whose intent is not a number', { event: 'outcome', intent: 'x' }],
    ['a late entry that is none', { event: 'recovered', entries: [1] }],
    ['a line of another run', { event: 'denied', chain: 'another' }],
    ['a line of another replica', { event: 'denied', replica: 'another' }],
    ['a run that goes on from nothing', { event: 'opened', chain: 'another' }],
    ['a run that goes on from elsewhere', { event: 'opened', chain: 'another', continues: elsewhere }],
    ['a file that says that other changes run', { event: 'opened', running: [{ seq: 1 }] }],
  ])('%s', async (_, entry) => {
    const file = newAuditFile();
    const { trail } = await openAudit(file);
    trail.append(entry);
    trail.close();
    expect(await verdict(file)).toBeInstanceOf(BrokenChain);
  });

  test('and so is a line after the last one of a run', async () => {
    const file = newAuditFile();
    const { trail } = await openAudit(file);
    for (const event of ['closed', 'denied']) trail.append({ event });
    trail.close();
    expect(await verdict(file)).toEqual(
      expect.objectContaining({ message: 'line 3 follows the last line of a run or file' }),
    );
  });

  test('but not an outcome, also a late one, of an intent that is there', async () => {
    const file = newAuditFile();
    const { trail } = await openAudit(file);
    const late = [outcome(3), { event: 'denied' }];
    for (const entry of [intent, outcome(1), intent, { event: 'recovered', entries: late }])
      trail.append(entry);
    trail.close();
    expect(await readChain(file)).toMatchObject({ seq: 5, openIntents: [], strayOutcomes: [] });
  });
});

test('an incomplete last line is told apart from a broken one, and removed when the file is continued', async () => {
  const file = newAuditFile();
  await fill(file);
  const whole = readFileSync(file);
  appendFileSync(file, '{"v":1,"ts"');
  expect(await readChain(file)).toMatchObject({ seq: 5, bytes: whole.length, tornBytes: 11 });
  const { trail } = await openAudit(file);
  expect(readFileSync(file).subarray(0, whole.length)).toEqual(whole);
  expect(trail.append({ event: 'denied' })).toBe(7);
  trail.close();
  expect(await readChain(file)).toMatchObject({ seq: 7, tornBytes: 0 });
});

test('a chain of many lines is read in pieces', async () => {
  const file = newAuditFile();
  const { trail } = await openAudit(file);
  for (let count = 0; count < 2_000; count++)
    trail.append({ event: 'denied', action: 'ü'.repeat(count % 97) });
  trail.close();
  expect(await readChain(file)).toMatchObject({ seq: 2_001, tornBytes: 0 });
});

test('a line that cannot be written is an error: no space, closed, not open for writing', () => {
  const empty = { seq: 0, hash: '0'.repeat(64), bytes: 0 };
  const trailOf = (path: string, flags: string) =>
    createTrail(path, openSync(path, flags), empty, createRun(testRun));
  expect(() => trailOf('/dev/full', 'a').append({})).toThrow('ENOSPC');
  const file = newAuditFile();
  writeFileSync(file, '');
  expect(() => trailOf(file, 'r').append({})).toThrow('EBADF');
  const closed = trailOf(file, 'a');
  closed.close();
  expect(() => closed.append({})).toThrow('EBADF');
});
