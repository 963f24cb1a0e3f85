/** The rows of the table of faults that one script for one action cannot drive, between the gateway and EC2. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { newRule, unknownSessionId } from '../demo.ts';
import { startTestGateway, type TestGateway } from '../gateway.ts';
import { mutate } from '../mutations.ts';
import { startGatewayAt } from './gatewayAt.ts';
import { always, forEver, throttle } from './scripts.ts';
import {
  changes,
  checkLife,
  type Ends,
  everything,
  operations,
  reads,
  tryAll,
  unavailable,
} from './setup.ts';

async function withGateway(
  drive: (gateway: TestGateway) => Promise<unknown>,
  options: Parameters<typeof startTestGateway>[0] = {},
): Promise<void> {
  const gateway = await startTestGateway(options);
  try {
    await drive(gateway);
    await checkLife(gateway);
  } finally {
    await gateway.stop(0);
  }
}

/** A gateway whose EC2 cannot be reached: nothing is sent, so no change has an unknown outcome. */
async function withoutEc2(endpoint: string, ends: Ends = everything(unavailable)): Promise<void> {
  const gateway = await startGatewayAt(endpoint);
  try {
    await tryAll(gateway, ends);
  } finally {
    await gateway.stop(0);
  }
}

export const atEc2 = {
  '4 a storm of throttles: 300 changes cost at most 1.4 calls each': () =>
    withGateway(async ({ send, emulator }) => {
      const { action, query, variables } = operations.createWithKey;
      emulator.faults(action, forEver(throttle));
      const input = (n: number) => ({ input: { ...variables.input, idempotencyKey: `key ${n}` } });
      const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => send(query, input(n))));
      const codes = answers.map((answer) => /"code":"(\w+)"/.exec(JSON.stringify(answer))?.[1]);
      expect(new Set(codes)).toEqual(new Set(['THROTTLED']));
      expect(emulator.calls.get(action)).toBeLessThanOrEqual(420);
    }),

  '35 connections are refused': async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    await withoutEc2(`http://127.0.0.1:${port}`);
  },

  '36 the name of EC2 is unknown': () => withoutEc2('http://ec2.invalid'),

  '37 connections are not established': async () => {
    const hole = await startBlackHole();
    try {
      await withoutEc2(hole.url, { ...reads(unavailable), ...changes(unavailable) });
    } finally {
      hole.stop();
    }
  },

  '38 fifty changes wait for EC2 at the same time': () =>
    withGateway(
      async (gateway) => {
        const { action, query, variables } = operations.createWithKey;
        gateway.emulator.faults(action, [{ delayMs: 4_500, times: 50 }]);
        const input = (n: number) => ({ input: { ...variables.input, idempotencyKey: `key ${n}` } });
        const slow = Promise.all(Array.from({ length: 50 }, (_, n) => gateway.send(query, input(n))));
        slow.catch(() => undefined);
        while ((gateway.emulator.calls.get(action) ?? 0) < 50) await wait(5);
        await tryAll(gateway, reads('ok'), undefined, 1_500);
        const answers = await slow;
        expect(answers.filter((answer) => !operations.createWithKey.isRight(answer.data ?? {}))).toEqual([]);
        await tryAll(gateway, reads('ok'));
      },
      { env: { LIMITS: 'readMs=1500' } },
    ),

  '39 one id of 200 does not exist': () =>
    withGateway(
      async ({ query }) => {
        const id = (n: number) => `tms-0${n.toString(16).padStart(16, '0')}`;
        const ids = Array.from({ length: 200 }, (_, index) =>
          index === 77 ? unknownSessionId : id(index + 1),
        );
        const { trafficMirrorSessionsByIds: found } = await query<{ trafficMirrorSessionsByIds: unknown[] }>(
          byIds,
          { ids },
        );
        expect(found.map((session) => session !== null)).toEqual(
          ids.map((each) => each !== unknownSessionId),
        );
      },
      { seed: 'large:200' },
    ),

  '40 no id exists': () =>
    withGateway(async ({ query }) => {
      const ids = Array.from({ length: 9 }, (_, n) => `tms-0fffffffffffff00${n}`);
      expect(await query(byIds, { ids })).toEqual({ trafficMirrorSessionsByIds: ids.map(() => null) });
    }),

  '41 a filter that was just created is not found by the next create, twice': () =>
    withGateway(async (gateway) => {
      const { trafficMirrorFilter } = await mutate(gateway, 'createTrafficMirrorFilter', {});
      const { trafficMirrorFilterId } = trafficMirrorFilter as { trafficMirrorFilterId: string };
      gateway.emulator.faults('CreateTrafficMirrorFilterRule', [
        { error: { code: 'InvalidTrafficMirrorFilterId.NotFound', status: 400 }, times: 2 },
      ]);
      const { userErrors } = await mutate(gateway, 'createTrafficMirrorFilterRule', {
        ...newRule,
        trafficMirrorFilterId,
      });
      expect(userErrors).toEqual([]);
    }),

  '42 stale reads after a modification whose answers were lost': () =>
    withGateway(async (gateway) => {
      gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ stale: true, times: 2 }]);
      await tryAll(gateway, { modify: 'ok' }, () => always({ reset: 'after' }));
    }),

  '42 stale reads after a delete whose answers were lost': () =>
    withGateway(async (gateway) => {
      gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ stale: true, times: 2 }]);
      await tryAll(gateway, { delete: 'ok' }, () => always({ reset: 'after' }));
    }),

  '45 the same key with another input': () =>
    withGateway(async (gateway) => {
      const input = { description: 'one', idempotencyKey: 'the same' };
      await mutate(gateway, 'createTrafficMirrorFilter', input);
      const { userErrors } = await mutate(gateway, 'createTrafficMirrorFilter', {
        ...input,
        description: 'two',
      });
      expect(userErrors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT', retryable: false }]);
      const { trafficMirrorFilters: list } = await gateway.query<{
        trafficMirrorFilters: { nodes: unknown[] };
      }>('{ trafficMirrorFilters { nodes { description } } }');
      expect(list.nodes).toHaveLength(5);
      expect(list.nodes).not.toContainEqual({ description: 'two' });
    }),
} satisfies Record<string, () => Promise<void>>;

const byIds = 'query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { trafficMirrorSessionId } }';

/** A port whose program never accepts, with a full backlog: the kernel drops further connection attempts. */
async function startBlackHole() {
  const program = `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, server.address().port + '\\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  const fillers: Socket[] = [];
  // Linux takes one more than the backlog says.
  for (let count = 0; count < 4; count++) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    fillers.push(socket);
    await Promise.race([once(socket, 'connect'), wait(200)]);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}
