/** What a load balancer asks: does the process live, and should it be sent requests. */
import type { Handler } from './listener.ts';

export interface Readiness {
  /** False while no caller can be told from another, and from the moment that the process is told to end. */
  isAccepting(): boolean;
  /** Shown to who asks, for example the mode. */
  readonly facts: Readonly<Record<string, string>>;
}

export function healthRoutes(readiness: Readiness): [string, Handler][] {
  return [
    ['/health/live', (_, response) => sendJson(response, 200, { status: 'live' })],
    [
      '/health/ready',
      (_, response) =>
        readiness.isAccepting()
          ? sendJson(response, 200, { status: 'ready', ...readiness.facts })
          : sendJson(response, 503, { status: 'not ready' }),
    ],
  ];
}

function sendJson(response: Parameters<Handler>[1], status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
