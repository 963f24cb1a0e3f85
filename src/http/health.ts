/** Health checks for a load balancer or orchestrator: is the process alive, and should it receive requests? */
import type { Handler, Route } from './listener.ts';

/** Why the gateway should receive no requests: it is stopping, it has no keys to check tokens with, or it cannot record changes. */
export type NotReady = 'draining' | 'keys' | 'audit';

export interface Readiness {
  /** Whether each reason applies now. */
  readonly reasons: Readonly<Record<NotReady, () => boolean>>;
  /** Shown in the answer, for example the mode. */
  readonly facts: Readonly<Record<string, string>>;
}

export function healthRoutes(readiness: Readiness): Route[] {
  return [
    ['/health/live', (_, response) => sendJson(response, 200, { status: 'live' })],
    ['/health/ready', (_, response) => answerReady(response, readiness)],
  ];
}

function answerReady(response: Parameters<Handler>[1], { reasons, facts }: Readiness): void {
  const applying = Object.entries(reasons)
    .filter(([, applies]) => applies())
    .map(([reason]) => reason);
  const status = applying.includes('draining') ? 'draining' : 'not ready';
  if (applying.length > 0) sendJson(response, 503, { status, reasons: applying });
  else sendJson(response, 200, { status: 'ready', ...facts });
}

function sendJson(response: Parameters<Handler>[1], status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
