/** The pages of identity providers: the settings, tokens and refusals that they show. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWTPayload } from 'jose';
import { parseConfig } from '../../src/config/config.ts';
import type { Issuer } from '../../src/config/issuers.ts';
import type { providers } from '../../src/config/providers.ts';
import type { RefusalReason } from '../../src/identity/refusals.ts';
import { newFolder } from './cleanUp.ts';
import { type Document, documents } from './documents.ts';

/** What a page shows. */
export interface Sample {
  readonly title: string;
  readonly provider: keyof typeof providers;
  /** As an entry of the issuers file. */
  readonly entry: Readonly<Record<string, unknown>>;
  readonly issuer: Issuer;
  readonly payload: JWTPayload;
  readonly read: { subject: string; clientId?: string; permissions: string[]; groups: string[] };
  /** Claims of tokens that are refused, where they differ, and why they are. */
  readonly refused: readonly { readonly claims: Record<string, unknown>; readonly reason: RefusalReason }[];
}

/** The name of the page says whose it is. */
export const samples: readonly Sample[] = documents
  .filter(({ path }) => path.startsWith('docs/identity/'))
  .map(toSample);

function toSample({ path, text }: Document): Sample {
  /** The JSON of the blocks whose introduction ends like this. */
  const blocksAfter = (end: RegExp) =>
    [...text.matchAll(/([^\n]+):\n\n```json\n(.*?)^```$/gms)].flatMap(([, before = '', json = '']) => {
      const found = end.exec(before);
      return found ? [{ value: JSON.parse(json), found }] : [];
    });
  const [one] = blocksAfter(/^A token$/);
  const [read] = blocksAfter(/^What the gateway reads in it$/);
  if (one === undefined || read === undefined) throw new Error(`${path} shows no token`);
  const provider = path.replace(/^.*\/|\.md$/g, '') as Sample['provider'];
  const [, ini] = /^```ini\n(.*?)^```$/ms.exec(text) ?? [];
  const entry = ini === undefined ? blocksAfter(/file$/)[0]?.value.issuers[0] : toEntry(ini);
  return {
    title: /^# (.*)$/m.exec(text)?.[1] ?? '',
    provider,
    entry,
    issuer: issuerOf(ini === undefined ? { AUTH_ISSUERS_FILE: fileOf(entry) } : toEnv(ini)),
    payload: one.value,
    read: read.value,
    refused: blocksAfter(/refused \(`(\w+)`\)$/).map(({ value, found }) => ({
      claims: value,
      reason: found[1] as RefusalReason,
    })),
  };
}

function toEnv(ini: string): Record<string, string> {
  const lines = ini.trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

/** What the settings of one issuer are in a file. */
function toEntry(ini: string): Sample['entry'] {
  const env = toEnv(ini);
  return {
    name: 'one',
    provider: env.AUTH_PROVIDER ?? 'standard',
    issuer: env.AUTH_ISSUER,
    audiences: env.AUTH_AUDIENCE?.split(','),
    jwksUrl: env.AUTH_JWKS_URL,
  };
}

/** @returns the path of a file with these issuers. */
export function fileOf(...issuers: readonly object[]): string {
  const path = join(newFolder(), 'issuers.json');
  writeFileSync(path, JSON.stringify({ issuers }));
  return path;
}

function issuerOf(env: Record<string, string>): Issuer {
  const { auth } = parseConfig({ AUTH_MODE: 'jwt', ...env });
  if (auth.mode !== 'jwt' || auth.issuers.length !== 1) throw new Error('a page has one issuer');
  return auth.issuers[0] as Issuer;
}

/** As if it was issued now, and the claims that are null were not there. */
export function fresh(payload: object): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  const claims = Object.entries({ ...payload, iat: now, nbf: now, exp: now + 3_600 });
  return Object.fromEntries(claims.filter(([, value]) => value !== null));
}
