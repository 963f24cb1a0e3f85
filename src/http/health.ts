/** Health checks for a load balancer or orchestrator: is the process alive, and should it receive requests? */
import type { Route } from './listener.ts';
import type { Answer } from './sending.ts';

/** Why the gateway should receive no requests: it is stopping, it has no keys to check tokens with, it cannot record changes, its memory is full, or the organization has not named its accounts. */
export type NotReady = 'draining' | 'keys' | 'audit' | 'memory' | 'organization';

export interface Readiness {
  /** Whether each reason applies now. */
  readonly reasons: Readonly<Record<NotReady, () => boolean>>;
  /** Shown in the answer, for example the mode. */
  readonly facts: () => Readonly<Record<string, string>>;
}

export function healthRoutes(readiness: Readiness): Route[] {
  return [
    ['/health/live', () => toJson(200, { status: 'live' })],
    [
      '/health/ready',
      (_request, _response, _url, { note }) => {
        const answer = toReadiness(readiness);
        if (answer.status !== 200) note({ code: 'NOT_READY' });
        return answer;
      },
    ],
  ];
}

/** @returns the reasons that apply now. */
export const notReady = (reasons: Readiness['reasons']): string[] =>
  Object.entries(reasons)
    .filter(([, applies]) => applies())
    .map(([reason]) => reason);

function toReadiness({ reasons, facts }: Readiness): Answer {
  const applying = notReady(reasons);
  const status = applying.includes('draining') ? 'draining' : 'not ready';
  if (applying.length > 0) return toJson(503, { status, reasons: applying });
  return toJson(200, { status: 'ready', ...facts() });
}

const toJson = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});
