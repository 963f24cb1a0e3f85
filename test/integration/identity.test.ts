/** Tokens of identity providers: those of the pages in docs/identity/ are signed, and must be read as the pages say. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Issuer } from '../../src/config/issuers.ts';
import { providers } from '../../src/config/providers.ts';
import { type Jwks, startJwks } from '../../src/identity/jwks.ts';
import { readToken } from '../../src/identity/tokens.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { fresh, type Sample, samples } from '../support/identityPages.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

let tokens: TokenIssuer;
let jwks: Jwks;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  jwks = await startJwks({ url: tokens.env.AUTH_JWKS_URL ?? '' }, () => {});
  cleanUp(() => jwks.stop());
});

const header = { typ: 'JWT' };
const identify = async (claims: object, issuer: Issuer) =>
  readToken(`Bearer ${await tokens.sign(fresh(claims), header)}`, [{ ...issuer, jwks }]);

test('there is a page for every provider', () => {
  expect(samples.map(({ provider }) => provider).sort()).toEqual(Object.keys(providers).sort());
});

/** Values that look like permissions, and are none. */
const powerless: readonly (readonly [name: string, value: unknown])[] = [
  ['a star', '*'],
  ['a star for all permissions', 'traffic-mirror:*'],
  ['capitals', 'TRAFFIC-MIRROR:READ'],
  ['a prefix alone', 'traffic-mirror:'],
  ['commas', 'traffic-mirror:read,traffic-mirror:delete'],
  ['tabs', 'traffic-mirror:read\ttraffic-mirror:delete'],
  ['line breaks', 'traffic-mirror:read\ntraffic-mirror:delete'],
  ['a NUL behind', 'traffic-mirror:read\0'],
  ['a number', 1],
  ['true', true],
  ['an object of permissions', { 'traffic-mirror:read': true }],
  ['a list of lists', [['traffic-mirror:read']]],
  ['a list of objects', [{ name: 'traffic-mirror:read' }]],
  ['two permissions in one entry', ['traffic-mirror:read traffic-mirror:delete']],
  ['names of every object', ['__proto__', 'constructor', 'toString']],
];

describe.each(samples)('$title', ({ issuer, payload, read, refused }) => {
  test('a token is read as the page says', async () => {
    const { subject, clientId, permissions, groups } = await identify(payload, issuer);
    expect({ subject, clientId, permissions: [...permissions], groups }).toEqual({
      clientId: undefined,
      ...read,
    });
  });

  test('the tokens that the page calls refused are, for the reason that it names', async () => {
    expect(refused.length).toBeGreaterThan(0);
    for (const { claims, reason } of refused)
      await expect(identify({ ...payload, ...claims }, issuer)).rejects.toMatchObject({ reason });
  });

  test('every claim that is required is', async () => {
    for (const name of Object.keys(issuer.require))
      await expect(identify({ ...payload, [name]: null }, issuer)).rejects.toThrow(name);
  });

  test('what is not exactly a permission is none', async () => {
    const claims = issuer.permissions.flatMap(({ claim, orElse = [] }) => [claim[0], orElse[0]]);
    for (const [name, value] of powerless) {
      const instead = Object.fromEntries(
        // The path of a claim may lead into an object, and a subject must be a text.
        claims.map((claim = '') => [claim, claim === 'sub' && typeof value !== 'string' ? 'x' : value]),
      );
      // Some are no subjects either.
      const caller = await identify({ ...payload, ...instead }, issuer).catch(() => undefined);
      expect([name, [...(caller?.permissions ?? [])]]).toEqual([name, []]);
    }
  });
});

test.each<[string, object]>([
  [
    'an overage claim',
    {
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.example.com/getMemberObjects' } },
    },
  ],
  ['a claim that it has groups', { hasgroups: true }],
])('a token with %s in place of groups has none, and says so', async (_, overage) => {
  const { payload, issuer } = samples.find(({ provider }) => provider === 'entra') as Sample;
  expect(await identify({ ...payload, ...overage, groups: null }, issuer)).toMatchObject({
    groups: [],
    groupsLeftOut: true,
  });
  expect(await identify({ ...payload, ...overage }, issuer)).toMatchObject({
    groups: payload.groups,
    groupsLeftOut: false,
  });
  expect((await identify({ ...payload, groups: null }, issuer)).groupsLeftOut).toBe(false);
});
