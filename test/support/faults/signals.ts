/** The rows of the table of faults in which a built gateway gets a signal. */
import { expect } from '@jest/globals';
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts';
import { newAuditFile, readRecords } from '../audit.ts';
import { secretAccessKey } from '../leaks.ts';
import { type Program, startProgram } from '../process.ts';
import { startTokenIssuer } from '../tokens.ts';
import { until } from '../until.ts';
import { bodyOf, post } from './requests.ts';
import { operations } from './setup.ts';

/** The process that gets the signal: a built gateway with its own embedded EC2. */
async function withProgram(
  drive: (world: {
    readonly program: Program;
    readonly emulator: Emulator;
    readonly auditFile: string;
    readonly start: () => Program;
    readonly send: (operation: { query: string; variables: object }) => Promise<Response>;
  }) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator({ seed: 'demo' });
  const tokens = await startTokenIssuer();
  const token = await tokens.token(
    'traffic-mirror:read traffic-mirror:session:write traffic-mirror:filter:write traffic-mirror:delete',
  );
  const auditFile = newAuditFile();
  const programs: Program[] = [];
  const start = () => {
    const program = startProgram({
      PORT: '0',
      ...tokens.env,
      EC2_MODE: 'aws',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_EC2: emulator.url,
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AUDIT_FILE: auditFile,
    });
    programs.push(program);
    return program;
  };
  try {
    const program = start();
    await program.ready();
    const send = async (operation: { query: string; variables: object }) => {
      const { url } = await (programs.at(-1) as Program).ready();
      return post(url, bodyOf(operation), { token });
    };
    await drive({ program, emulator, auditFile, start, send });
  } finally {
    for (const program of programs) {
      program.child.kill('SIGKILL');
      await program.ended();
    }
    await emulator.stop();
    await tokens.stop();
  }
}

export const atSignals = {
  '49 SIGTERM during a read: it is answered': () =>
    withProgram(async ({ program, emulator, send }) => {
      const { action, isRight } = operations.readById;
      emulator.faults(action, [{ delayMs: 500 }]);
      const answer = send(operations.readById);
      await until(() => emulator.calls.has(action));
      program.child.kill('SIGTERM');
      const { data } = (await (await answer).json()) as { data: Record<string, unknown> };
      expect(isRight(data)).toBe(true);
      expect(await program.ended()).toBe(0);
    }),

  '50 SIGTERM during a change that ends in time: it is answered and recorded': () =>
    withProgram(async ({ program, emulator, send, auditFile }) => {
      const { action, isRight } = operations.modify;
      emulator.faults(action, [{ delayMs: 500 }]);
      const answer = send(operations.modify);
      await until(() => emulator.calls.has(action));
      program.child.kill('SIGTERM');
      const { data } = (await (await answer).json()) as { data: Record<string, unknown> };
      expect(isRight(data)).toBe(true);
      expect(await program.ended()).toBe(0);
      expect(readRecords(auditFile).at(-1)).toMatchObject({ event: 'outcome', outcome: 'success' });
    }),

  '52 a second signal gives up a change at once: 503 OUTCOME_UNKNOWN, recorded as unknown': () =>
    withProgram(async ({ program, emulator, send, auditFile }) => {
      const { action } = operations.modify;
      emulator.faults(action, [{ delayMs: 4_000 }]);
      const answer = send(operations.modify);
      await until(() => emulator.calls.has(action));
      program.child.kill('SIGTERM');
      await until(() => program.output().stdout.includes('"msg":"draining"'));
      program.child.kill('SIGTERM');
      expect((await answer).status).toBe(503);
      expect(await (await answer).text()).toContain('OUTCOME_UNKNOWN');
      expect(await program.ended()).toBe(1);
      expect(readRecords(auditFile).at(-1)).toMatchObject({ event: 'outcome', outcome: 'unknown' });
    }),

  '53 SIGKILL during a create with a key: recorded as unknown at the next start, and sending it again gives one':
    () =>
      withProgram(async ({ program, emulator, send, start, auditFile }) => {
        const { action, isRight, variables } = operations.createWithKey;
        emulator.faults(action, [{ delayAfterMs: 4_000 }]);
        send(operations.createWithKey).catch(() => undefined);
        await until(() => emulator.calls.has(action));
        program.child.kill('SIGKILL');
        await program.ended();
        await start().ready();
        expect(readRecords(auditFile).at(-1)).toMatchObject({
          event: 'outcome',
          intent: 2,
          outcome: 'unknown',
        });
        const { data } = (await (await send(operations.createWithKey)).json()) as {
          data: Record<string, unknown>;
        };
        expect(isRight(data)).toBe(true);
        const list = { query: '{ trafficMirrorFilters { nodes { description } } }', variables: {} };
        const { description } = variables.input as { description?: string };
        const text = await (await send(list)).text();
        expect(text.split(JSON.stringify(description))).toHaveLength(2);
      }),
} satisfies Record<string, () => Promise<void>>;
