/** The rows of the table of faults around the gateway: clients that go away, signals, token issuers, STS, and the machine. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { startEmulator } from '../../src/emulator/server.ts';
import { startJwks } from '../../src/http/jwks.ts';
import { newAuditFile, readAudit } from './audit.ts';
import {
  changes,
  checkLife,
  type Ends,
  everything,
  metric,
  operations,
  reads,
  tryAll,
} from './faultGround.ts';
import { startTestGateway } from './gateway.ts';
import { startGatewayAt } from './gatewayAt.ts';
import { secretAccessKey } from './leaks.ts';
import { type Program, startProgram } from './process.ts';
import { ours, roleOf, startRoleGateway } from './roleGateway.ts';
import { startTokenIssuer, type TokenIssuer } from './tokens.ts';

const post = (url: string, body: object, options: RequestInit & { token?: string } = {}) =>
  fetch(`${url}/graphql`, {
    ...options,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.token && { authorization: `Bearer ${options.token}` }),
    },
    body: JSON.stringify(body),
  });
const bodyOf = ({ query, variables }: { query: string; variables: object }) => ({ query, variables });

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(5);
}

/** What a signal is sent to: a built gateway in front of an EC2 of the test's own. */
async function withProgram(
  drive: (world: {
    readonly program: Program;
    readonly emulator: Awaited<ReturnType<typeof startEmulator>>;
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

async function withTokens(
  drive: (world: {
    readonly tokens: TokenIssuer;
    readonly startGateway: () => Promise<Awaited<ReturnType<typeof startGatewayAt>>>;
  }) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator({ seed: 'demo' });
  const tokens = await startTokenIssuer();
  const authorization = `Bearer ${await tokens.token('traffic-mirror:read')}`;
  const gateways: Awaited<ReturnType<typeof startGatewayAt>>[] = [];
  try {
    await drive({
      tokens,
      startGateway: async () => {
        const gateway = await startGatewayAt(emulator.url, tokens.env, { authorization });
        gateways.push(gateway);
        return gateway;
      },
    });
  } finally {
    for (const gateway of gateways) await gateway.stop(0);
    await emulator.stop();
    await tokens.stop();
  }
}

/** @param ends of the operations that a caller with a role tries; the role is assumed for each caller anew. */
async function withSts(
  fault: (emulator: Awaited<ReturnType<typeof startRoleGateway>>['emulator']) => void,
  ends: Pick<Ends, 'readById' | 'modify'>,
): Promise<void> {
  const gateway = await startRoleGateway({
    accounts: { [ours]: { regions: ['us-east-1'], roleArn: roleOf(ours) } },
  });
  try {
    fault(gateway.emulator);
    const scopes = 'traffic-mirror:read traffic-mirror:session:write';
    const send = (query: string, variables: object = {}) =>
      gateway.ask(query, { scopes, variables, subject: query.startsWith('mutation') ? 'bob' : 'alice' });
    await tryAll({ url: gateway.url, adminUrl: gateway.url, send }, ends);
    if (ends.modify !== 'ok')
      expect(gateway.emulator.calls.get('ModifyTrafficMirrorSession')).toBeUndefined();
  } finally {
    await gateway.stop();
  }
}

export const aroundTheGateway = {
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
      await until(() => readAudit(auditFile).length === 2);
      expect(readAudit(auditFile)[1]).toMatchObject({ event: 'outcome', outcome: 'success' });
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
      expect(readAudit(auditFile).at(-1)).toMatchObject({ event: 'outcome', outcome: 'success' });
    }),

  // The program's grace is 25 s; here the same stop has less.
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
    expect(readAudit(auditFile).at(-1)).toMatchObject({ event: 'outcome', outcome: 'unknown' });
    expect(await answer).toEqual({ status: 503, text: expect.stringContaining('OUTCOME_UNKNOWN') });
  },

  '52 a second signal ends the program at once, and the change is recorded as unknown': () =>
    withProgram(async ({ program, emulator, send, auditFile }) => {
      const { action } = operations.modify;
      emulator.faults(action, [{ delayMs: 4_000 }]);
      send(operations.modify).catch(() => undefined);
      await until(() => emulator.calls.has(action));
      program.child.kill('SIGTERM');
      await until(() => program.output().stdout.includes('"msg":"stopping"'));
      program.child.kill('SIGTERM');
      expect(await program.ended()).toBe(1);
      expect(readAudit(auditFile).at(-1)).toMatchObject({ event: 'outcome', outcome: 'unknown' });
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
        expect(readAudit(auditFile).at(-1)).toMatchObject({
          event: 'outcome',
          intent: 1,
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

  '54 the keys of the token issuer cannot be fetched any more: the last ones serve': () =>
    withTokens(async ({ tokens, startGateway }) => {
      const gateway = await startGateway();
      tokens.breakDown();
      await tryAll(gateway, reads('ok'));
      expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    }),

  '54 the keys of the token issuer cannot be fetched at the start: not ready, and nobody is let in': () =>
    withTokens(async ({ tokens, startGateway }) => {
      tokens.breakDown();
      const gateway = await startGateway();
      await tryAll(gateway, reads(['UNAUTHENTICATED', false]));
      expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503);
    }),

  // At the level of the keys, where time can be made to pass.
  '55 a new key is fetched, and a flood of unknown key ids is not passed on to the issuer': async () => {
    const tokens = await startTokenIssuer();
    let nowMs = 0;
    const jwks = await startJwks(
      String(tokens.env.AUTH_JWKS_URL),
      () => {},
      () => nowMs,
    );
    try {
      await tokens.rotate();
      nowMs += 31_000;
      const flattened = { payload: '', signature: '' };
      await jwks.getKey({ alg: 'ES256', kid: 'key-2' }, flattened);
      const before = tokens.fetches();
      for (let n = 0; n < 200; n++)
        await expect(jwks.getKey({ alg: 'ES256', kid: `unknown-${n}` }, flattened)).rejects.toThrow();
      expect(tokens.fetches()).toBe(before);
    } finally {
      jwks.stop();
      await tokens.stop();
    }
  },

  '56 STS throttles once': () =>
    withSts((emulator) => emulator.faults('AssumeRole', [{ error: { code: 'Throttling', status: 400 } }]), {
      readById: 'ok',
      modify: 'ok',
    }),

  '56 STS throttles on and on: the change was not sent': () =>
    withSts(
      (emulator) =>
        emulator.faults('AssumeRole', [{ error: { code: 'Throttling', status: 400 }, times: 1_000 }]),
      { readById: ['THROTTLED', true], modify: ['THROTTLED', true] },
    ),

  "56 STS denies the role: the fault is the gateway's": () =>
    withSts((emulator) => emulator.deny('AssumeRole'), {
      readById: ['UPSTREAM_FORBIDDEN', false],
      modify: ['UPSTREAM_FORBIDDEN', false],
    }),

  '56 STS answers with an empty page: the change was not sent': () =>
    withSts((emulator) => emulator.faults('AssumeRole', [{ body: '', times: 1_000 }]), {
      readById: ['UPSTREAM_UNAVAILABLE', true],
      modify: ['UPSTREAM_UNAVAILABLE', true],
    }),

  '56 STS does not answer: the change was not sent': () =>
    withSts((emulator) => emulator.faults('AssumeRole', [{ delayMs: 15_000, times: 1_000 }]), {
      modify: ['UPSTREAM_UNAVAILABLE', true],
    }),

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

  // In this process, which the gateway shares.
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
      await tryAll(gateway, { ...reads('ok'), ...changes(['AUDIT_UNAVAILABLE', false]) });
    } finally {
      await gateway.stop(0);
    }
  },

  // Signatures are all that depends on the wall clock: EC2's jumps here, which is the same for them.
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
