/** Forged tokens: each kind against each provider, at the gateway's own port. None is accepted, and all get the same answer. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { providers } from '../../src/config/providers.ts';
import { type Jwks, startJwks } from '../../src/identity/jwks.ts';
import { type RefusalReason, refusalReasons, TokenRefused } from '../../src/identity/refusals.ts';
import { readToken } from '../../src/identity/tokens.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { forgeriesOf } from '../support/forgeries/forgeries.ts';
import type { Genuine } from '../support/forgeries/forgery.ts';
import { acceptedOf, type ForgedIssuer, startForgedIssuer } from '../support/forgeries/genuine.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { fileOf, fresh, type Sample, samples } from '../support/identityPages.ts';

let forged: ForgedIssuer;
let jwks: Jwks;
let gateway: TestGateway;
beforeAll(async () => {
  forged = await startForgedIssuer();
  const url = forged.tokens.env.AUTH_JWKS_URL ?? '';
  jwks = await startJwks({ url }, () => {});
  cleanUp(() => jwks.stop());
  const entries = samples.map(({ entry, provider }) => ({ ...entry, name: provider, jwksUrl: url }));
  gateway = await startTestGateway({ env: { AUTH_MODE: 'jwt', AUTH_ISSUERS_FILE: fileOf(...entries) } });
});

function genuineOf({ payload, provider }: Sample): Genuine {
  const { subject, audience } = providers[provider];
  return { claims: fresh(payload), subject, audience, ...forged.keys };
}

async function ask(authorization: string | undefined, query: string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
    body: JSON.stringify({ query }),
  });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

const unauthenticated = {
  status: 401,
  challenge: 'Bearer',
  body: {
    errors: [
      {
        message: expect.stringContaining('access token'),
        extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) },
      },
    ],
  },
};

test('there are at least 91 kinds of them, all different, and every reason but missing keys occurs', () => {
  const forgeries = forgeriesOf(genuineOf(samples[0] as Sample));
  const names = forgeries.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(91);
  const reasons = new Set<RefusalReason>(forgeries.map(([, reason]) => reason));
  expect(refusalReasons.filter((reason) => !reasons.has(reason))).toEqual(['no_keys']);
});

describe.each(samples)('$title', (sample) => {
  const { issuer } = sample;

  test('no forged token is accepted, and each is refused for its reason', async () => {
    const forgeries = forgeriesOf(genuineOf(sample));
    const refused = await Promise.all(
      forgeries.map(async ([name, , forge]) => {
        const reading = readToken(await forge(), [{ ...issuer, jwks }]);
        return [name, await reading.catch((error) => (error instanceof TokenRefused ? error.reason : error))];
      }),
    );
    expect(refused).toEqual(forgeries.map(([name, reason]) => [name, reason]));
  });

  test('all get the same answer, before anything of the request is read', async () => {
    gateway.emulator.resetCalls();
    const forgeries = forgeriesOf(genuineOf(sample));
    const answers = await Promise.all(
      forgeries.map(async ([name, , forge]) => [name, await ask(await forge(), '{ this is no GraphQL')]),
    );
    expect(answers).toEqual(forgeries.map(([name]) => [name, unauthenticated]));
    expect(gateway.ec2Calls()).toEqual({});
    // Nobody asks for keys where a token says that they are; the forger's own are fetched by nobody.
    expect(forged.stranger.fetches()).toBe(0);
  });

  test('what looks unusual and is good is accepted', async () => {
    const accepted = acceptedOf(genuineOf(sample));
    const answers = await Promise.all(
      accepted.map(async ([name, authorization]) => [
        name,
        (await ask(authorization, '{ __typename }')).status,
      ]),
    );
    expect(answers).toEqual(accepted.map(([name]) => [name, 200]));
  });
});
