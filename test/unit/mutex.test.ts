import { expect, test } from '@jest/globals';
import { createMutex } from '../../src/ec2/mutex.ts';

function deferred() {
  let release: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { done, release };
}

test('tasks of one key run one after the other, in the order they came', async () => {
  const mutex = createMutex();
  const events: string[] = [];
  const gate = deferred();
  const first = mutex.run('tms-1', async () => {
    events.push('first begins');
    await gate.done;
    events.push('first ends');
  });
  const second = mutex.run('tms-1', async () => {
    events.push('second');
  });
  await mutex.run('tms-2', async () => {
    events.push('other key');
  });
  gate.release();
  await Promise.all([first, second]);
  expect(events).toEqual(['first begins', 'other key', 'first ends', 'second']);
});

test('a task that fails fails alone', async () => {
  const mutex = createMutex();
  const failing = mutex.run('tms-1', async () => {
    throw new Error('no');
  });
  const next = mutex.run('tms-1', async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});
