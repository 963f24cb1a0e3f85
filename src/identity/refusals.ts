/** Why a token is refused. The answer to the caller is the same whatever the reason; this is for those who run the gateway. */
import * as errors from 'jose/errors';

/** All reasons. Each is a value of a metric's label, so the list is closed. */
export const refusalReasons = [
  /** There is no `authorization: Bearer …` header. */
  'no_token',
  /** It is no signed JSON Web Token, is longer than 8 KiB, or needs an extension that is not known. */
  'malformed',
  /** No issuer of the settings has this `iss`. */
  'unknown_issuer',
  /** It is not signed with one of the algorithms that are accepted. */
  'algorithm',
  /** The issuer's keys have not been fetched, or not for so long that they are no longer trusted: good tokens are refused, too. */
  'no_keys',
  /** None of the issuer's keys has the key id, algorithm and curve that the token names, or several have. */
  'unknown_key',
  /** The signature is not that of the issuer's key. */
  'signature',
  /** Its header says that it is another kind of token. */
  'token_type',
  /** It is for another API, or for nobody. */
  'audience',
  /** `exp` has passed. */
  'expired',
  /** `nbf` or `iat` is in the future. */
  'not_yet_valid',
  /** It was issued longer ago than the settings allow. */
  'too_old',
  /** It has no caller, or another claim is missing or not as required: ID tokens are such. */
  'claims',
] as const;

export type RefusalReason = (typeof refusalReasons)[number];

/** A token that is not accepted. */
export class TokenRefused extends Error {
  constructor(
    readonly reason: RefusalReason,
    /** For people. It may quote the header of the token. */
    message: string,
    /** The name of the issuer in the settings. Undefined: there is only one, or the token is of none. */
    readonly issuerName?: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** There are no keys to check any token of the issuer with. */
export class NoKeys extends Error {
  constructor() {
    super('the keys of the issuer are not there');
  }
}

/** What jose throws about a claim, where it is not `claims`. */
const ofClaim: Readonly<Record<string, RefusalReason>> = { aud: 'audience', client_id: 'audience' };

/** @param error what jose, or the search for a key, threw about a token. */
export function toReason(error: unknown): RefusalReason {
  if (error instanceof errors.JWTExpired) return error.claim === 'iat' ? 'too_old' : 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    const isTime = error.reason === 'check_failed' && (error.claim === 'nbf' || error.claim === 'iat');
    return isTime ? 'not_yet_valid' : (ofClaim[error.claim] ?? 'claims');
  }
  if (error instanceof NoKeys) return 'no_keys';
  return rows.find(([kinds]) => kinds.some((kind) => error instanceof kind))?.[1] ?? 'signature';
}

const rows: readonly [readonly (abstract new (...args: never[]) => Error)[], RefusalReason][] = [
  [[errors.JWSInvalid, errors.JWTInvalid, errors.JOSENotSupported], 'malformed'],
  [[errors.JOSEAlgNotAllowed], 'algorithm'],
  [[errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys], 'unknown_key'],
];
