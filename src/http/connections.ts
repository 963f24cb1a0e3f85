/** The open connections of a listener, and the requests on each that are not answered yet. */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  count(): number;
  /** Registers a request until its answer is sent, or its connection closes. @returns how many its connection has now. */
  begin(socket: Socket, response: ServerResponse): number;
  /** Whether an answer has begun on a connection, and not ended. */
  isAnswering(socket: Socket): boolean;
  /** Whether no later request has arrived on the same connection. */
  isLatest(socket: Socket, response: ServerResponse): boolean;
  /** Closes the connections that have no request, and from now on each one whose last request is answered. */
  closeUnused(): void;
}

interface Connection {
  readonly unanswered: Set<ServerResponse>;
  latest?: ServerResponse;
}

export function watchConnections(server: Server): Connections {
  const open = new Map<Socket, Connection>();
  let keepsUnused = true;

  server.on('connection', (socket: Socket) => {
    const connection: Connection = { unanswered: new Set() };
    open.set(socket, connection);
    socket.once('close', () => {
      open.delete(socket);
      // Of answers to pipelined requests, Node tells only the one whose turn it is that the connection has closed (Node 20 to 24, tried).
      for (const response of connection.unanswered) if (response.socket === null) response.emit('close');
    });
  });

  return {
    count: () => open.size,
    begin(socket, response) {
      const connection = open.get(socket);
      if (connection === undefined) return 0;
      const { unanswered } = connection;
      connection.latest = response;
      unanswered.add(response);
      response.once('close', () => {
        unanswered.delete(response);
        if (!keepsUnused && unanswered.size === 0) socket.destroySoon();
      });
      return unanswered.size;
    },
    isAnswering: (socket) =>
      [...(open.get(socket)?.unanswered ?? [])].some((response) => response.headersSent),
    isLatest: (socket, response) => open.get(socket)?.latest === response,
    closeUnused() {
      keepsUnused = false;
      for (const [socket, { unanswered }] of open) if (unanswered.size === 0) socket.destroySoon();
    },
  };
}
