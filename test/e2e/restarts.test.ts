/** Rolling restarts: while two built gateways behind a load balancer are restarted in turn, no request fails. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { newAuditFile } from '../support/audit.ts';
import { freePort, type Replica, startBalancer, testWithBalancer } from '../support/balancer.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { secretAccessKey } from '../support/leaks.ts';
import { startProgram } from '../support/process.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';

/** How many restarts; more in a long run. */
const restarts = Number(process.env.RESTARTS ?? 4);
const clients = 16;
const requestsPerSecond = 200;
const drainSeconds = 2;

const read = JSON.stringify({ query: '{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { arn } }' });
const write = (key: string) =>
  JSON.stringify({
    query: `mutation { createTrafficMirrorFilter(input: { idempotencyKey: "${key}" }) { trafficMirrorFilter { arn } userErrors { code } } }`,
  });

/** Sends one request at a time over one connection, as long as that stays open. */
function createClient(port: number, token: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  cleanUp(() => agent.destroy());
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  /** @returns why it failed; undefined if it did not. */
  return async (body: string): Promise<string | undefined> => {
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path: '/graphql', method: 'POST', agent, headers }, resolve)
          .on('error', reject)
          .end(body);
      });
      const answer = await text(response);
      return response.statusCode === 200 && /"arn":"arn/.test(answer)
        ? undefined
        : `${response.statusCode} ${answer.slice(0, 100)}`;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  };
}

testWithBalancer(
  'rolling restarts fail no request',
  async () => {
    const emulator = await startEmulator({ seed: 'demo' });
    const tokens = await startTokenIssuer();
    const tokenOf = (number: number) =>
      tokens.token('traffic-mirror:read traffic-mirror:filter:write', {
        sub: `client-${number}@example.com`,
        exp: Math.floor(Date.now() / 1_000) + 3_600,
      });
    const replicas: readonly Replica[] = [
      { port: await freePort(), adminPort: await freePort() },
      { port: await freePort(), adminPort: await freePort() },
    ];
    const start = async ({ port, adminPort }: Replica) => {
      const program = startProgram({
        ...tokens.env,
        PORT: String(port),
        ADMIN_PORT: String(adminPort),
        EC2_MODE: 'aws',
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL_EC2: emulator.url,
        ALLOW_ENDPOINT_OVERRIDE: 'true',
        AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        EC2_BUDGET_PERCENT: '100',
        AUDIT_FILE: newAuditFile(),
        DRAIN_SECONDS: String(drainSeconds),
      });
      await program.ready();
      return program;
    };
    const programs = await Promise.all(replicas.map(start));
    const balancer = await startBalancer(replicas);
    const areUp = async () => (await balancer.isUp(0)) && (await balancer.isUp(1));
    await until(areUp);

    const failures: string[] = [];
    let [sent, writes] = [0, 0];
    let isOver = false;
    cleanUp(() => {
      isOver = true;
    });
    const run = async (number: number) => {
      const send = createClient(balancer.port, await tokenOf(number));
      for (let count = 0; !isOver; count++) {
        const startedAt = performance.now();
        // Two in a hundred requests are changes: EC2 allows five a second.
        const isWrite = (number + count) % 50 === 0;
        const failure = await send(isWrite ? write(`client ${number}, request ${count}`) : read);
        sent++;
        if (isWrite) writes++;
        if (failure !== undefined) failures.push(`${isWrite ? 'write' : 'read'}: ${failure}`);
        await wait(Math.max(0, (1_000 * clients) / requestsPerSecond - (performance.now() - startedAt)));
      }
    };
    const running = Promise.all(Array.from({ length: clients }, (_, number) => run(number)));
    const exitsMs: number[] = [];
    for (let count = 0; count < restarts; count++) {
      const index = count % 2;
      const program = programs[index] as (typeof programs)[0];
      const askedAt = performance.now();
      program.child.kill('SIGTERM');
      expect(await program.ended()).toBe(0);
      exitsMs.push(performance.now() - askedAt);
      programs[index] = await start(replicas[index] as Replica);
      await until(areUp);
    }
    isOver = true;
    await running;
    process.stderr.write(
      `${restarts} restarts, ${sent} requests, ${writes} of them changes, ${failures.length} failed; slowest exit ${Math.round(Math.max(...exitsMs))} ms\n`,
    );
    expect(failures.slice(0, 5)).toEqual([]);
    expect(writes).toBeGreaterThan(restarts);
    expect(Math.max(...exitsMs)).toBeLessThan((drainSeconds + 5) * 1_000);
  },
  60_000 + restarts * 15_000,
);
