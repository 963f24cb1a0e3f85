/** Checks access tokens: the issuer, the signature, for whom and how long they are valid, and what they say about the caller. */
import { decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { type Caller, named, ownPrefix } from '../caller.ts';
import type { Issuer } from '../config/issuers.ts';
import { claimAt, groupsIn, leavesGroupsOut, permissionsIn } from './claims.ts';
import type { Jwks } from './jwks.ts';
import { TokenRefused, toReason } from './refusals.ts';

/** An issuer with its keys. */
export interface Trusted extends Issuer {
  readonly jwks: Pick<Jwks, 'getKey'>;
}

const maxTokenLength = 8_192;

/** Asymmetric only: with a shared secret, whoever can check a token can make one. */
const algorithms = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'];

/** The `typ` of access tokens, which may be absent; ID tokens with another `typ` are refused (RFC 9068, RFC 8725). */
const types: ReadonlySet<unknown> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);

/**
 * Subjects are shown in logs, audit files and terminals, so they have nothing that could make one look like another. The longest known
 * ones are ARNs of roles and references of branches, with a few hundred characters.
 */
const subjects = /^[^\p{Cc}\p{Cs}\p{Bidi_Control}]{1,1024}$/u;

/**
 * @param authorization the header.
 * @returns the caller.
 * @throws TokenRefused with the reason. Callers are not told it: it would help only an attacker.
 */
export async function readToken(
  authorization: string | undefined,
  trusted: readonly Trusted[],
): Promise<Caller> {
  const [, token] = /^Bearer (.+)$/is.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new TokenRefused('no_token', 'there is no token');
  if (token.length > maxTokenLength || !/^[\w.-]+$/.test(token))
    throw new TokenRefused('malformed', 'it is no token');
  const iss = issuerIn(token);
  const issuer = trusted.find((one) => one.issuer === iss);
  if (issuer === undefined) throw new TokenRefused('unknown_issuer', 'its issuer is not trusted');
  const payload = await verify(token, issuer);
  checkClaims(payload, issuer);
  return toCaller(payload, issuer);
}

/** Only to choose whose keys and rules decide: the signature is checked with these, and the claim again. */
function issuerIn(token: string): unknown {
  try {
    return decodeJwt(token).iss;
  } catch (cause) {
    throw new TokenRefused('malformed', 'it is no token', undefined, { cause });
  }
}

async function verify(token: string, issuer: Trusted): Promise<JWTPayload> {
  const { payload, protectedHeader } = await jwtVerify(token, issuer.jwks.getKey, {
    algorithms,
    issuer: issuer.issuer,
    ...(issuer.audience === 'aud' && { audience: [...issuer.audiences] }),
    // Without this list, a token that lacks them would be accepted.
    requiredClaims: ['exp', 'iat', issuer.subject, issuer.audience],
    clockTolerance: 30,
    maxTokenAge: `${issuer.maxTokenAgeHours}h`,
  }).catch((cause: Error) => {
    throw new TokenRefused(toReason(cause), cause.message, issuer.name, { cause });
  });
  // JSON has numbers that are too large to be one, such as 1e999, and these never end.
  if (payload.exp === Number.POSITIVE_INFINITY)
    throw new TokenRefused('claims', 'it has no end', issuer.name);
  const typ: unknown = protectedHeader.typ;
  if (!types.has(typeof typ === 'string' ? typ.toLowerCase() : typ))
    throw new TokenRefused('token_type', 'it is no access token', issuer.name);
  return payload;
}

function checkClaims(payload: JWTPayload, { name, audience, audiences, require: required }: Issuer): void {
  // Not as texts: a list with one client would be equal to that client.
  if (audience === 'client_id' && !audiences.some((one) => one === payload.client_id))
    throw new TokenRefused('audience', 'it is for another client', name);
  for (const [claim, allowed] of Object.entries(required)) {
    const value = claimAt(payload, [claim]);
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (!isText || (allowed !== undefined && !allowed.includes(String(value))))
      throw new TokenRefused('claims', `its ${claim} is not as required`, name);
  }
}

function toCaller(
  payload: JWTPayload,
  { name, issuer, subject: claim, permissions, groups }: Issuer,
): Caller {
  const subject = payload[claim];
  // A subject that is not text would become another subject wherever it is converted to text.
  if (typeof subject !== 'string' || !subjects.test(subject))
    throw new TokenRefused('claims', 'it has no subject', name);
  if (subject.startsWith(ownPrefix))
    throw new TokenRefused(
      'claims',
      `its subject begins with ${ownPrefix}, as only the gateway's own do`,
      name,
    );
  return {
    subject,
    issuer,
    issuerName: name,
    groups: groupsIn(payload, groups).map((group) => named(name, group)),
    groupsLeftOut: leavesGroupsOut(payload, groups),
    clientId: clientOf(payload),
    permissions: permissionsIn(payload, permissions),
  };
}

/** `client_id` as in RFC 9068, `azp` as in OpenID Connect, or `cid` as Okta has it. */
function clientOf({ client_id: clientId, azp, cid }: JWTPayload): string | undefined {
  return [clientId, azp, cid].find((claim) => typeof claim === 'string');
}
