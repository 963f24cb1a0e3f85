import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { checkTrail } from '../../../src/audit/checking.ts';
import { lockFile } from '../../../src/fileLock.ts';
import { createLog } from '../../../src/log.ts';
import { newAuditFile, openAudit } from '../../support/audit.ts';

const check = (file: string) => checkTrail(file, 'required', { log: createLog('silent'), readsChain: true });

/** Has the lock as another process would. @returns what gives it back. */
async function lockOf(file: string): Promise<() => void> {
  const fd = openSync(file, 'a+');
  expect(await lockFile(fd)).toBe('locked');
  return () => closeSync(fd);
}

test('a file that another process has is looked at all the same', async () => {
  const file = newAuditFile();
  const { trail } = await openAudit(file);
  await check(file);
  trail.close();

  writeFileSync(file, '{"v":1,"seq":2}\n');
  const release = await lockOf(file);
  await expect(check(file)).rejects.toThrow('line 1');
  release();
});

test('a start waits for a check, which has the lock for some milliseconds', async () => {
  const file = newAuditFile();
  const release = await lockOf(file);
  setTimeout(release, 300);
  const { trail } = await openAudit(file);
  trail.close();
});

test('a broken file is closed once: the next file has the same descriptor', async () => {
  const file = newAuditFile();
  writeFileSync(file, '{"v":1,"seq":2}\n');
  for (const use of [check, openAudit]) {
    await expect(use(file)).rejects.toThrow('line 1');
    const next = openSync(newAuditFile(), 'a+');
    await wait(100);
    fstatSync(next);
    closeSync(next);
  }
});

test('what is not a regular file is not read', async () => {
  const pipe = newAuditFile();
  execFileSync('mkfifo', [pipe]);
  await expect(check(pipe)).rejects.toThrow('is not a regular file');
});
