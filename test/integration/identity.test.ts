/** Tokens of identity providers: those of docs/identity.md are signed, and must be read as the page says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { parseConfig } from '../../src/config/config.ts';
import type { Issuer } from '../../src/config/issuers.ts';
import { providers } from '../../src/config/providers.ts';
import { type Jwks, startJwks } from '../../src/identity/jwks.ts';
import { TokenRefused } from '../../src/identity/refusals.ts';
import { readToken, type Trusted } from '../../src/identity/tokens.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { forgeriesOf } from '../support/forgeries.ts';
import { projectRoot } from '../support/process.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

/** What a section of the page shows. */
interface Sample {
  readonly title: string;
  readonly provider: keyof typeof providers;
  readonly issuer: Issuer;
  readonly payload: JWTPayload;
  readonly read: { subject: string; clientId?: string; permissions: string[]; groups: string[] };
  /** Claims of a token that is refused, where they differ. */
  readonly refused: Record<string, unknown> | undefined;
}

function issuerOf(env: Record<string, string>): Issuer {
  const { auth } = parseConfig({ AUTH_MODE: 'jwt', ...env });
  if (auth.mode !== 'jwt' || auth.issuers.length !== 1)
    throw new Error('the page has one issuer in a section');
  return auth.issuers[0] as Issuer;
}

function fileOf(text: string): string {
  const path = join(newFolder(), 'issuers.json');
  writeFileSync(path, text);
  return path;
}

/** Sections with a token: settings or a file, the token, what is read in it, and what is refused. */
function samplesOf(page: string): Sample[] {
  return page.split(/^## /m).flatMap((section) => {
    if (!section.includes('\nA token:')) return [];
    const [title = ''] = section.split('\n');
    const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language = '', text = '']) => ({
      language,
      text,
    }));
    const [settings, payload, read, refused] = blocks;
    const lines = settings?.language === 'ini' ? settings.text.trim().split('\n') : undefined;
    const env = lines
      ? Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))
      : { AUTH_ISSUERS_FILE: fileOf(settings?.text ?? '') };
    const inFile = lines ? undefined : JSON.parse(settings?.text ?? '').issuers[0].provider;
    return [
      {
        title,
        provider: inFile ?? env.AUTH_PROVIDER ?? 'standard',
        issuer: issuerOf(env),
        payload: JSON.parse(payload?.text ?? ''),
        read: JSON.parse(read?.text ?? ''),
        refused: refused && JSON.parse(refused.text),
      },
    ];
  });
}

const samples = samplesOf(readFileSync(join(projectRoot, 'docs/identity.md'), 'utf8'));

let tokens: TokenIssuer;
let jwks: Jwks;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  jwks = await startJwks({ url: tokens.env.AUTH_JWKS_URL ?? '' }, () => {});
  cleanUp(() => jwks.stop());
});

/** As if it was issued now, and the claims that are null were not there. */
function fresh(payload: object): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  const claims = Object.entries({ ...payload, iat: now, nbf: now, exp: now + 3_600 });
  return Object.fromEntries(claims.filter(([, value]) => value !== null));
}

const header = { typ: 'JWT' };
const identify = async (token: string, issuers: readonly Issuer[]) =>
  readToken(
    `Bearer ${token}`,
    issuers.map((issuer): Trusted => ({ ...issuer, jwks })),
  );

/** Why a token is refused, or the caller that it is accepted for. */
const reasonOf = (authorization: string | undefined, trusted: readonly Trusted[]) =>
  readToken(authorization, trusted).catch((error: unknown) =>
    error instanceof TokenRefused ? error.reason : error,
  );

test('the page has a token of every provider', () => {
  expect(samples.map(({ provider }) => provider)).toEqual(Object.keys(providers));
});

describe.each(samples)('$title', ({ issuer, payload, read, refused, provider }) => {
  test('a token is read as the page says', async () => {
    const { subject, clientId, permissions, groups } = await identify(
      await tokens.sign(fresh(payload), header),
      [issuer],
    );
    expect({ subject, clientId, permissions: [...permissions], groups }).toEqual({
      clientId: undefined,
      ...read,
    });
  });

  test('the token that the page calls refused is', async () => {
    if (provider === 'standard') return void expect(refused).toBeUndefined();
    const token = await tokens.sign(fresh({ ...payload, ...refused }), header);
    await expect(identify(token, [issuer])).rejects.toThrow();
  });

  test('no forged token is accepted, and each is refused for its reason', async () => {
    const { subject, audience } = providers[provider];
    const sign: TokenIssuer['sign'] = (claims, more) => tokens.sign(claims, { ...header, ...more });
    const forgeries = forgeriesOf({ claims: fresh(payload), subject, audience, sign });
    const refused = await Promise.all(
      forgeries.map(async ([name, , forge]) => [name, await reasonOf(await forge(), [{ ...issuer, jwks }])]),
    );
    expect(refused).toEqual(forgeries.map(([name, reason]) => [name, reason]));
  });

  test('every claim that is required is', async () => {
    for (const name of Object.keys(issuer.require)) {
      const token = await tokens.sign(fresh({ ...payload, [name]: null }), header);
      await expect(identify(token, [issuer])).rejects.toThrow(name);
    }
  });
});

describe('several issuers', () => {
  const [one, other] = samples.map(({ issuer }, index) => ({ ...issuer, name: `issuer-${index}` })) as [
    Issuer,
    Issuer,
  ];
  const payload = samples[0]?.payload ?? {};

  test('callers and groups have the name of theirs', async () => {
    const { payload: ofCognito } = samples[1] as Sample;
    const caller = await identify(await tokens.sign(fresh(ofCognito), header), [one, other]);
    expect(caller).toMatchObject({
      issuerName: 'issuer-1',
      groups: ['issuer-1:net-ops'],
      issuer: other.issuer,
    });
  });

  test('a token of one with the issuer, audience or key of another is refused', async () => {
    const stranger = await startTokenIssuer();
    await stranger.rotate();
    const otherKeys = await startJwks({ url: stranger.env.AUTH_JWKS_URL ?? '' }, () => {});
    cleanUp(() => otherKeys.stop());
    const trusted: Trusted[] = [
      { ...one, jwks },
      {
        ...other,
        issuer: 'https://other.example.com/',
        audience: 'aud',
        audiences: ['other'],
        require: {},
        jwks: otherKeys,
      },
    ];
    const good = await tokens.sign(fresh(payload), header);
    await expect(readToken(`Bearer ${good}`, trusted)).resolves.toMatchObject({ issuerName: 'issuer-0' });
    for (const change of [
      { iss: 'https://other.example.com/' },
      { iss: 'https://other.example.com/', aud: 'other' },
      { aud: 'other' },
    ]) {
      const token = await tokens.sign(fresh({ ...payload, ...change }), header);
      await expect(readToken(`Bearer ${token}`, trusted)).rejects.toThrow();
    }
    const foreign = await stranger.sign(fresh(payload), header);
    await expect(readToken(`Bearer ${foreign}`, trusted)).rejects.toThrow();
  });
});
