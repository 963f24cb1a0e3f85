/** Connections that are used once, left idle, and used again, as a load balancer does. */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { nextData, openSocket } from './rawRequests.ts';

const statusOf = async (socket: Socket, path: string) => {
  socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
  return (await Promise.race([nextData(socket), closed(socket)])).slice(9, 12);
};

const closed = (socket: Socket) =>
  new Promise<string>((resolve) => {
    const tell = () => resolve('HTTP/1.1 closed');
    if (socket.closed) tell();
    else socket.once('close', tell);
  });

/** @returns the statuses of the first and of the second request of each connection; `clo` for one that was closed. */
export async function reuse(url: string, path: string, connections: number, idleSeconds: number) {
  const statuses = () => Promise.all(sockets.map((socket) => statusOf(socket, path)));
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(url)));
  const before = await statuses();
  await wait(idleSeconds * 1_000);
  return { before, after: await statuses() };
}
