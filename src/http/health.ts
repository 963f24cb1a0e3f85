/** Health checks for a load balancer or orchestrator: is the process alive, and should it receive requests? */
import type { Handler, Route } from './listener.ts';

export interface Readiness {
  /** False while no token can be checked, and once the process is stopping. */
  isAccepting(): boolean;
  /** Shown in the answer, for example the mode. */
  readonly facts: Readonly<Record<string, string>>;
}

export function healthRoutes(readiness: Readiness): Route[] {
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
