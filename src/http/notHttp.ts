/** Answers what is no HTTP request, as Node.js does when nobody listens for it, so that these answers can be counted too. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Connections } from './connections.ts';

/** Node's answers by the code of its error (Node.js documentation, http, "Event: 'clientError'"); 400 to everything else. */
const statusOf: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** @param onAnswered is called for each of these answers. */
export function answerNotHttp(server: Server, connections: Connections, onAnswered: () => void): void {
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    // In the middle of an answer, more bytes would belong to it.
    if (!socket.writable || connections.isAnswering(socket)) return void socket.destroy(error);
    onAnswered();
    socket.write(`HTTP/1.1 ${statusOf[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
    socket.destroy(error);
  });
}
