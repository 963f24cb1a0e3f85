/** Who is asking: access keys and the accounts behind them. */
import { authFailure, requestExpired } from './errors.ts';
import { type Signature, type SignedRequest, verifySignature } from './signature.ts';

/** What is configured of an access key. With a secret, its signatures are verified; without one, only their shape counts. */
export interface AccessKey {
  accountId: string;
  secretAccessKey?: string | undefined;
  /** Default: the root user of the account. */
  arn?: string | undefined;
}

/** The caller of one request. */
export interface Caller {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
  readonly userId: string;
}

interface IssuedKey extends Required<AccessKey> {
  readonly sessionToken: string;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** All access keys: those that were configured, and the temporary ones that AssumeRole gave. */
export class Callers {
  readonly #defaultAccountId: string;
  readonly #configured: ReadonlyMap<string, AccessKey>;
  readonly #issued = new Map<string, IssuedKey>();

  /** A key that is not configured belongs to `defaultAccountId`. */
  constructor(keys: Readonly<Record<string, AccessKey>>, defaultAccountId: string) {
    this.#defaultAccountId = defaultAccountId;
    this.#configured = new Map(Object.entries(keys));
  }

  /** Keeps a temporary key until it has been expired for a while. */
  issue(accessKeyId: string, key: IssuedKey): void {
    for (const [id, { expiresAt }] of this.#issued) {
      if (expiresAt < key.expiresAt - 24 * 3_600_000) this.#issued.delete(id);
    }
    this.#issued.set(accessKeyId, key);
  }

  /** Throws AuthFailure or RequestExpired. `nowMs` is milliseconds since 1970. */
  identify(request: SignedRequest, claim: Signature, nowMs: number): Caller {
    const { accessKeyId, region } = claim;
    const issued = this.#issued.get(accessKeyId);
    if (issued && issued.sessionToken !== claim.sessionToken) throw authFailure();
    const key: AccessKey = issued ??
      this.#configured.get(accessKeyId) ?? { accountId: this.#defaultAccountId };
    if (key.secretAccessKey !== undefined) verifySignature(request, claim, key.secretAccessKey, nowMs);
    if (issued && issued.expiresAt <= nowMs) throw requestExpired();
    const { accountId, arn = `arn:aws:iam::${accountId}:root` } = key;
    return { accessKeyId, accountId, region, arn, userId: issued?.userId ?? accountId };
  }
}
