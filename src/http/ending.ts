/** What ends a GraphQL request before it is answered: its time, its client, or a gateway that stops. */
import { setMaxListeners } from 'node:events';
import { HttpRefusal } from '../refusal.ts';
import type { Handler } from './listener.ts';
import type { CutOff } from './stopping.ts';

/** Rejects when the gateway stops while the mutation runs. */
export function outlived(cutOff: CutOff, reason: () => HttpRefusal): Promise<never> {
  return new Promise((_, reject) => {
    cutOff.onCut = () => reject(reason());
  });
}

export function unfinished(tokensOfChanges: readonly (string | undefined)[]): HttpRefusal {
  const clientTokens = tokensOfChanges.filter((token) => token !== undefined);
  return new HttpRefusal(
    'OUTCOME_UNKNOWN',
    'The gateway stopped before EC2 answered. Read the resources before you send the change again; a create with an `idempotencyKey` can be sent again as it is.',
    {},
    { retryable: false, ...(clientTokens.length > 0 && { clientTokens }) },
  );
}

export const stopping = () =>
  new HttpRefusal('OVERLOADED', 'The gateway is stopping. Send the request again.', { 'retry-after': '1' });

export function endSignal(response: Parameters<Handler>[1], timeMs: number): AbortSignal {
  const end = new AbortController();
  // Every read of a request adds a listener, and a request may have many reads.
  setMaxListeners(0, end.signal);
  const timer = setTimeout(() => end.abort(), timeMs);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) end.abort();
  });
  return end.signal;
}
