/** A connection that a load balancer keeps can be used until just before KEEP_ALIVE_SECONDS are over. */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startProgram } from '../support/process.ts';
import { nextData, openSocket } from '../support/rawRequests.ts';

/** Above the ten seconds in which a new connection must send its first request. 65 in a long run. */
const idleSeconds = Number(process.env.IDLE_SECONDS ?? 12);
const connections = 200;

const request = 'GET /health/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
const statusOf = async (socket: Socket) => {
  socket.write(request);
  return (await Promise.race([nextData(socket), closed(socket)])).slice(9, 12);
};
const closed = (socket: Socket) =>
  new Promise<string>((resolve) => socket.once('close', () => resolve('HTTP/1.1 closed')));

test(
  `${connections} connections are used again after ${idleSeconds} s`,
  async () => {
    const { url } = await startProgram({ KEEP_ALIVE_SECONDS: String(idleSeconds + 10) }).ready();
    const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(url)));
    const all200 = Array(connections).fill('200');
    expect(await Promise.all(sockets.map(statusOf))).toEqual(all200);
    await wait(idleSeconds * 1_000);
    expect(await Promise.all(sockets.map(statusOf))).toEqual(all200);
  },
  (idleSeconds + 30) * 1_000,
);
