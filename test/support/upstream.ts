/** A server in place of EC2 and STS whose answers are not as EC2's would be. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cleanUp } from './cleanUp.ts';

export interface Upstream {
  readonly url: string;
  /** How many requests arrived. */
  requests(): number;
  /** How many bytes `endless` has sent, those in the buffers of sockets included. */
  sent(): number;
}

/** @param answer gets the action that is asked for, and a function that sends a text and then more of it, without end. */
export async function startUpstream(
  answer: (action: string, response: ServerResponse, endless: (start: string, more: string) => void) => void,
): Promise<Upstream> {
  let [requests, sent] = [0, 0];
  const server = createServer(async (request, response) => {
    requests++;
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const action = new URLSearchParams(Buffer.concat(body).toString()).get('Action') ?? '';
    answer(action, response, (start, more) => {
      response.write(start);
      const send = () => {
        do sent += more.length;
        while (!response.destroyed && response.write(more));
        response.once('drain', send);
      };
      send();
    });
  });
  cleanUp(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests: () => requests, sent: () => sent };
}
