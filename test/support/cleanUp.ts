/** Everything that a test starts is stopped after it, even if it failed: every `start…` function registers here how to stop. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Jest from '@jest/globals';

type Stop = () => unknown;

const ofTest: Stop[] = [];
const ofFile: Stop[] = [];
let isInTest = false;

// Without Jest, in a benchmark, there are no hooks: what it starts ends with its process, or by `stopStarted`.
const { beforeEach, afterEach, afterAll } = globalThis as Partial<typeof Jest>;
// Hooks of an imported file run before those of the file that imports it.
beforeEach?.(() => {
  isInTest = true;
});
afterEach?.(async () => {
  isInTest = false;
  await stopAll(ofTest);
});
afterAll?.(() => stopAll(ofFile));

/**
 * Registers how to stop what was just started: after the test, or after all tests of the file if it was started in
 * `beforeAll` or at the top of the file. The last one started is stopped first.
 *
 * @param stop called at most once; its failure fails the test, and the others are stopped all the same.
 * @returns a stop for tests that need it earlier.
 */
export function cleanUp<Argument, Result>(
  stop: (argument?: Argument) => Result,
): (argument?: Argument) => Result {
  let stopped: { readonly result: Result } | undefined;
  const once = (argument?: Argument) => {
    stopped ??= { result: stop(argument) };
    return stopped.result;
  };
  (isInTest ? ofTest : ofFile).push(once);
  return once;
}

/** Stops everything that was started, for programs without Jest. */
export const stopStarted = () => stopAll(ofFile);

/** @throws the first failure, after everything has been stopped. */
async function stopAll(stops: Stop[]): Promise<void> {
  const failures: unknown[] = [];
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
    try {
      await stop();
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** An empty folder for the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-mirror-'));
  cleanUp(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
