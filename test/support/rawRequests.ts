/** Requests over sockets of their own, for what `fetch` cannot do: not reading, several requests at once, staying connected. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { cleanUp } from './cleanUp.ts';

/** A connection to a gateway. It reads nothing until somebody listens for its data. */
export async function openSocket(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
  cleanUp(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** The bytes of a GraphQL request. */
export function toPost(query: string): string {
  const body = JSON.stringify({ query });
  return `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

export async function nextData(socket: Socket): Promise<string> {
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString();
}
