/** What a row of the table of replicas gets, and what all of them use. */
import type { Row } from '../support/rows.ts';
import type { Answer, Client } from './client.ts';

export interface Drive {
  /** Decides every choice; only the timing differs when a run is repeated. */
  readonly seed: number;
  /** Less of everything, for a look within two minutes. */
  readonly isShort: boolean;
  /** How long the load of a row lasts that has one. */
  readonly seconds: number;
  /** False: without a store, to compare. */
  readonly hasStore: boolean;
}

/** Drives one row. What it starts is stopped after it. */
export type Driver = (drive: Drive) => Promise<readonly Row[]>;

export const modify = (client: Client, input: object): Promise<Answer> =>
  client(
    'mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { userErrors { code } } }',
    { input },
  );

export const read = (client: Client, id: string): Promise<Answer> =>
  client('query ($id: ID!) { trafficMirrorSession(id: $id) { version } }', { id });

export async function versionOf(client: Client, id: string): Promise<string> {
  const answer = await read(client, id);
  const { version } = (answer.data?.trafficMirrorSession ?? {}) as { version?: string };
  if (version === undefined) throw new Error(`session ${id} was not read: ${answer.status} ${answer.code}`);
  return version;
}

/** How often each code was answered, `ok` where there was none: `197 ok, 3 THROTTLED`. */
export function codesOf(answers: readonly Answer[]): string {
  const counts = new Map<string, number>();
  for (const { code = 'ok' } of answers) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ') || 'none';
}

/** A row whose figure must be exactly that. */
export const exactly = (what: string, measured: number, expected: number, more = ''): Row => ({
  what,
  target: String(expected),
  measured: more === '' ? String(measured) : `${measured} (${more})`,
  isMet: measured === expected,
});
