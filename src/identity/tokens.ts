/** Checks access tokens: the issuer, the signature, for whom and how long they are valid, and what they say about the caller. */
import { decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { type Caller, named } from '../caller.ts';
import type { Issuer } from '../config/issuers.ts';
import { claimAt, groupsIn, permissionsIn } from './claims.ts';
import type { Jwks } from './jwks.ts';

/** An issuer with its keys. */
export interface Trusted extends Issuer {
  readonly jwks: Pick<Jwks, 'getKey'>;
}

const maxTokenLength = 8_192;

/** Asymmetric only: with a shared secret, whoever can check a token can make one. */
const algorithms = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'];

/** The `typ` of access tokens, which may be absent; ID tokens with another `typ` are refused (RFC 9068, RFC 8725). */
const types = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);

/**
 * @param authorization the header.
 * @returns the caller.
 * @throws whatever is wrong: the gateway tells nobody what it was.
 */
export async function readToken(
  authorization: string | undefined,
  trusted: readonly Trusted[],
): Promise<Caller> {
  const [, token = ''] = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '') ?? [];
  if (token === '' || token.length > maxTokenLength) throw new Error('there is no token');
  // Only to choose whose keys and rules decide: the signature is checked with these, and the claim again.
  const { iss } = decodeJwt(token);
  const issuer = trusted.find((one) => one.issuer === iss);
  if (issuer === undefined) throw new Error('its issuer is not trusted');
  const { payload, protectedHeader } = await jwtVerify(token, issuer.jwks.getKey, {
    algorithms,
    issuer: issuer.issuer,
    ...(issuer.audience === 'aud' && { audience: [...issuer.audiences] }),
    // Without this list, a token that lacks them would be accepted.
    requiredClaims: ['exp', 'iat', issuer.subject, issuer.audience],
    clockTolerance: 30,
    maxTokenAge: `${issuer.maxTokenAgeHours}h`,
  });
  if (!types.has(protectedHeader.typ?.toLowerCase())) throw new Error('it is no access token');
  checkClaims(payload, issuer);
  return toCaller(payload, issuer);
}

function checkClaims(payload: JWTPayload, { audience, audiences, require: required }: Issuer): void {
  if (audience === 'client_id' && !audiences.includes(String(payload.client_id)))
    throw new Error('it is for another client');
  for (const [name, allowed] of Object.entries(required)) {
    const value = claimAt(payload, [name]);
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (!isText || (allowed !== undefined && !allowed.includes(String(value))))
      throw new Error(`its ${name} is not as required`);
  }
}

function toCaller(
  payload: JWTPayload,
  { name, issuer, subject: claim, permissions, groups }: Issuer,
): Caller {
  const subject = payload[claim];
  // A subject that is not text would become another subject wherever it is converted to text.
  if (typeof subject !== 'string' || subject === '') throw new Error('it has no subject');
  return {
    subject,
    issuer,
    issuerName: name,
    groups: groupsIn(payload, groups).map((group) => named(name, group)),
    clientId: clientOf(payload),
    permissions: permissionsIn(payload, permissions),
  };
}

/** `client_id` as in RFC 9068, `azp` as in OpenID Connect, or `cid` as Okta has it. */
function clientOf({ client_id: clientId, azp, cid }: JWTPayload): string | undefined {
  return [clientId, azp, cid].find((claim) => typeof claim === 'string');
}
