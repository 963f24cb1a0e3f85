/** The rows of the table of faults in which clients disconnect, or the machine fails. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { newAuditFile, readRecords } from '../audit.ts';
import { startTestGateway } from '../gateway.ts';
import { secretAccessKey } from '../leaks.ts';
import { startProgram } from '../process.ts';
import { until } from '../until.ts';
import { bodyOf, post } from './requests.ts';
import { changes, checkLife, everything, metric, operations, reads, tryAll } from './setup.ts';

export const inSurroundings = {
  '46 a client leaves during a read: the call to EC2 is given up': async () => {
    const gateway = await startTestGateway();
    try {
      const { action } = operations.readById;
      gateway.emulator.faults(action, [{ delayMs: 1_000 }]);
      const gone = new AbortController();
      const answer = post(gateway.url, bodyOf(operations.readById), { signal: gone.signal });
      await until(() => gateway.emulator.calls.has(action));
      gone.abort();
      await expect(answer).rejects.toThrow();
      const cancelled = `ec2_call_duration_seconds_count{action="${action}",result="cancelled"}`;
      await until(async () => (await metric(gateway, cancelled)) === 1);
      await checkLife(gateway);
    } finally {
      await gateway.stop(0);
    }
  },

  '47 a client leaves during a change: it is finished and recorded': async () => {
    const auditFile = newAuditFile();
    const gateway = await startTestGateway({ env: { AUDIT_FILE: auditFile } });
    try {
      const { action } = operations.modify;
      gateway.emulator.faults(action, [{ delayMs: 300 }]);
      const gone = new AbortController();
      const answer = post(gateway.url, bodyOf(operations.modify), { signal: gone.signal });
      await until(() => gateway.emulator.calls.has(action));
      gone.abort();
      await expect(answer).rejects.toThrow();
      await until(() => readRecords(auditFile).length === 2);
      expect(readRecords(auditFile)[1]).toMatchObject({ event: 'outcome', outcome: 'success' });
      expect(await operations.modify.count(gateway.ec2)).toBe(1);
      await checkLife(gateway);
    } finally {
      await gateway.stop(0);
    }
  },

  '48 slow headers are cut off within 12 s and slow bodies within 17 s, and others are not held up':
    async () => {
      const gateway = await startTestGateway();
      try {
        const port = Number(new URL(gateway.url).port);
        const head = 'POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n';
        const startedAt = performance.now();
        const ends = [head, `${head}content-length: 100\r\n\r\n{`].map(async (start) => {
          const socket = connect(port, '127.0.0.1', () => socket.write(start)).on('error', () => undefined);
          socket.resume();
          await Promise.race([once(socket, 'close'), wait(18_000, undefined, { ref: false })]);
          socket.destroy();
          return Math.round((performance.now() - startedAt) / 1_000);
        });
        await tryAll(gateway, everything('ok'));
        const [headers, body] = await Promise.all(ends);
        expect(headers).toBeLessThanOrEqual(12);
        expect(body).toBeLessThanOrEqual(17);
      } finally {
        await gateway.stop(0);
      }
    },

  // The program waits GRACE_SECONDS for running requests; this stop waits less.
  '51 a stop during a change that outlives the grace: 503 OUTCOME_UNKNOWN, recorded as unknown': async () => {
    const auditFile = newAuditFile();
    const gateway = await startTestGateway({ env: { AUDIT_FILE: auditFile } });
    const { action } = operations.createWithKey;
    gateway.emulator.faults(action, [{ delayAfterMs: 3_000 }]);
    const answer = post(gateway.url, bodyOf(operations.createWithKey)).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      (error: Error) => ({ status: 0, text: error.message }),
    );
    await until(() => gateway.emulator.calls.has(action));
    await gateway.stop(200);
    expect(readRecords(auditFile).at(-1)).toMatchObject({ event: 'outcome', outcome: 'unknown' });
    expect(await answer).toEqual({ status: 503, text: expect.stringContaining('OUTCOME_UNKNOWN') });
  },

  '57 a heap that is nearly full: large lists are answered or refused, and the program lives': async () => {
    const program = startProgram({ PORT: '0', EMULATOR_SEED: 'large:3000' }, [
      process.execPath,
      '--max-old-space-size=96',
      'dist/main.js',
    ]);
    try {
      const { url } = await program.ready();
      const list = {
        query:
          '{ trafficMirrorSessions(first: 1000) { nodes { id arn description tags { key value } version } } }',
        variables: {},
      };
      const statuses = await Promise.all(
        Array.from({ length: 60 }, async () => {
          const response = await post(url, list);
          await response.text();
          return response.status === 503 ? `503, ${response.headers.get('retry-after')}` : response.status;
        }),
      );
      expect(statuses.filter((status) => status !== 200 && status !== '503, 1')).toEqual([]);
      await checkLife({ url, adminUrl: url });
      expect(program.child.exitCode).toBeNull();
    } finally {
      program.child.kill('SIGKILL');
      await program.ended();
    }
  },

  // In this process, in which the gateway also runs.
  '58 the event loop stands still for 200 ms, again and again': async () => {
    const gateway = await startTestGateway();
    const block = setInterval(() => {
      for (const end = performance.now() + 200; performance.now() < end; );
    }, 210);
    setTimeout(() => clearInterval(block), 1_000);
    try {
      await tryAll(gateway, everything('ok'));
    } finally {
      clearInterval(block);
      await gateway.stop(0);
    }
  },

  // The file is deleted; test/e2e/audit.test.ts fills a disk.
  '59 the audit file cannot be written: no change is made, and reads go on': async () => {
    const auditFile = newAuditFile();
    const gateway = await startTestGateway({ env: { AUDIT_FILE: auditFile } });
    try {
      rmSync(auditFile);
      await tryAll(gateway, { ...reads('ok'), ...changes(['AUDIT_UNAVAILABLE', true]) });
    } finally {
      await gateway.stop(0);
    }
  },

  // Only signatures depend on the wall clock, so moving EC2's clock has the same effect as moving the gateway's.
  '60 the wall clock jumps an hour ahead and an hour back': async () => {
    let offsetMs = 0;
    const gateway = await startTestGateway({
      emulator: {
        now: () => Date.now() + offsetMs,
        accounts: { AKIAIOSFODNN7EXAMPLE: { accountId: '123456789012', secretAccessKey } },
      },
    });
    try {
      await tryAll(gateway, reads('ok'));
      offsetMs = 3_600_000;
      await tryAll(gateway, reads('ok'));
      offsetMs = -3_600_000;
      await tryAll(gateway, everything('ok'));
    } finally {
      await gateway.stop(0);
    }
  },
} satisfies Record<string, () => Promise<void>>;
