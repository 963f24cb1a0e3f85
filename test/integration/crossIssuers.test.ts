/** Several issuers: a token of one of them with anything that belongs to another one. Each provider is tried with each other one. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { actorOf, type Caller, named } from '../../src/caller.ts';
import { providers } from '../../src/config/providers.ts';
import { startJwks } from '../../src/identity/jwks.ts';
import { readToken, type Trusted } from '../../src/identity/tokens.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { fresh, type Sample, samples } from '../support/identityPages.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

type Name = Sample['provider'];

/** The issuers of all pages, each with an audience of its own, and keys of its own under the same id. */
const issuers = new Map<Name, { readonly tokens: TokenIssuer; readonly trusted: Trusted }>();
beforeAll(async () => {
  for (const { provider, issuer } of samples) {
    const tokens = await startTokenIssuer();
    const jwks = await startJwks({ url: tokens.env.AUTH_JWKS_URL ?? '' }, () => {});
    cleanUp(() => jwks.stop());
    const trusted = { ...issuer, name: provider, audiences: [`api-of-${provider}`], jwks };
    issuers.set(provider, { tokens, trusted });
  }
});

const issuerOf = (name: Name) => {
  const found = issuers.get(name);
  if (found === undefined) throw new Error(`there is no issuer ${name}`);
  return found;
};

/** The good claims of an issuer's page. */
function claimsOf({ provider, payload }: Sample): Record<string, unknown> {
  return { ...fresh(payload), [providers[provider].audience]: `api-of-${provider}` };
}

const all = () => [...issuers.values()].map(({ trusted }) => trusted);
const send = async (signer: TokenIssuer, claims: object): Promise<Caller> =>
  readToken(`Bearer ${await signer.sign({ ...claims }, { typ: 'JWT' })}`, all());
const reasonOf = (sending: Promise<Caller>) => sending.catch(({ reason }) => reason);

const pairs = samples.flatMap((one) =>
  samples
    .filter((other) => other !== one)
    .map((other) => [one.provider, other.provider, one, other] as const),
);

test('the good tokens of all of them are accepted', async () => {
  for (const sample of samples) {
    const caller = await send(issuerOf(sample.provider).tokens, claimsOf(sample));
    expect([caller.issuerName, caller.subject]).toEqual([sample.provider, sample.read.subject]);
  }
});

describe.each(pairs)('a token of %s with what belongs to %s', (from, to, one, other) => {
  test('its key or its issuer is refused', async () => {
    const [own, foreign] = [issuerOf(from), issuerOf(to)];
    expect(await reasonOf(send(foreign.tokens, claimsOf(one)))).toBe('signature');
    expect(await reasonOf(send(own.tokens, { ...claimsOf(one), iss: foreign.trusted.issuer }))).toBe(
      'signature',
    );
    // Everything but the key.
    expect(await reasonOf(send(own.tokens, claimsOf(other)))).toBe('signature');
  });

  test('its audience is refused', async () => {
    const { tokens } = issuerOf(from);
    const { [providers[from].audience]: _, ...claims } = claimsOf(one);
    const foreign = { aud: `api-of-${to}`, client_id: `api-of-${to}` };
    expect(await reasonOf(send(tokens, { ...claims, ...foreign }))).toBe('audience');
  });

  test('its subject is another caller, with nothing of what the other one may', async () => {
    const subject = providers[from].subject;
    const theirs = await send(issuerOf(to).tokens, claimsOf(other));
    const ours = await send(issuerOf(from).tokens, { ...claimsOf(one), [subject]: theirs.subject });
    expect(ours.subject).toBe(theirs.subject);
    expect(actorOf(ours)).not.toBe(actorOf(theirs));
    expect(named(ours.issuerName, ours.subject)).not.toBe(named(theirs.issuerName, theirs.subject));
    // What the map of a workload's subject gives is for that issuer alone.
    if (issuerOf(from).trusted.permissions.some(({ claim }) => claim[0] === 'sub'))
      expect([...ours.permissions]).toEqual([]);
  });
});
