/** The content codings that are offered, and which of them an answer gets (RFC 9110, section 12.5.3). */
import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

/** The best first, for clients that like several equally well. */
export const codings = ['br', 'gzip'] as const;
export type Coding = (typeof codings)[number];

/** @returns undefined: as it is. */
export function codingFor(request: Pick<IncomingMessage, 'headers'>): Coding | undefined {
  const chosen = new Negotiator(request).encoding([...codings, 'identity'], { preferred: [...codings] });
  return codings.find((coding) => coding === chosen);
}
