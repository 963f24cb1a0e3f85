/** The callers of requests: access keys, the accounts that they belong to, and the roles that they may assume. */
import { partitionOf } from '../network/regions.ts';
import { denied } from './denials.ts';
import type { SessionPolicy } from './sessionPolicy.ts';
import type { Signature, SignedRequest } from './signature.ts';
import { verifySignature } from './verification.ts';

/** A configured access key. If it has a secret, its signatures are verified; otherwise only their format is checked. */
export interface AccessKey {
  accountId: string;
  secretAccessKey?: string | undefined;
  /** Default: the root user of the account. */
  arn?: string | undefined;
}

/** What is required to assume a role. */
export interface Role {
  externalId?: string | undefined;
}

/** The caller of one request. */
export interface Caller {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
  readonly userId: string;
  /** What the session policy of these credentials allows. Credentials without one are not limited. */
  readonly mayDo: SessionPolicy;
}

/** Temporary credentials, issued by AssumeRole. */
interface IssuedKey {
  readonly accountId: string;
  readonly secretAccessKey: string;
  readonly arn: string;
  readonly sessionToken: string;
  readonly userId: string;
  readonly policy?: SessionPolicy | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The configured access keys and roles. */
export interface CallersOptions {
  /** The account of access keys that are not in `accounts`; undefined if those are refused. */
  readonly accountId: string | undefined;
  /** Access keys by id. */
  readonly accounts?: Readonly<Record<string, AccessKey>> | undefined;
  /** Roles that can be assumed, by ARN. Default: any role of any account. */
  readonly roles?: Readonly<Record<string, Role>> | undefined;
}

/** All access keys: those that are configured, and the temporary ones that AssumeRole issued. */
export class Callers {
  readonly #options: CallersOptions;
  readonly #issued = new Map<string, IssuedKey>();

  constructor(options: CallersOptions) {
    this.#options = options;
  }

  /**
   * Identifies the caller of a signed request. Throws what the service of the signature answers to one that is not
   * accepted. `nowMs` is milliseconds since 1970.
   */
  identify(request: SignedRequest, claim: Signature, nowMs: number): Caller {
    const { accessKeyId, region, service } = claim;
    const issued = this.#issued.get(accessKeyId);
    const key = issued ?? this.#configured(accessKeyId);
    if (key === undefined) throw denied(service, { why: 'unknown key' });
    // Keys without a secret are accepted with whatever clients send along.
    if (key.secretAccessKey !== undefined && issued?.sessionToken !== claim.sessionToken)
      throw denied(service, { why: 'wrong token' });
    if (key.secretAccessKey !== undefined) verifySignature(request, claim, key.secretAccessKey, nowMs);
    if (issued && issued.expiresAt <= nowMs) throw denied(service, { why: 'expired token' });
    const { accountId, arn = `arn:${partitionOf(region)}:iam::${accountId}:root` } = key;
    const mayDo = issued?.policy ?? (() => true);
    return { accessKeyId, accountId, region, arn, userId: issued?.userId ?? accountId, mayDo };
  }

  /**
   * Registers temporary credentials, and forgets those that expired more than a day ago. `nowMs` is milliseconds since
   * 1970.
   */
  issue(accessKeyId: string, key: IssuedKey, nowMs: number): void {
    for (const [id, { expiresAt }] of this.#issued) {
      if (expiresAt < nowMs - 24 * 3_600_000) this.#issued.delete(id);
    }
    this.#issued.set(accessKeyId, key);
  }

  /** Whether the role can be assumed with this external id. */
  mayAssume(roleArn: string, externalId: string | undefined): boolean {
    const { roles } = this.#options;
    if (!roles) return true;
    const role = Object.hasOwn(roles, roleArn) ? roles[roleArn] : undefined;
    return role !== undefined && (role.externalId === undefined || role.externalId === externalId);
  }

  #configured(accessKeyId: string): AccessKey | undefined {
    const { accounts = {}, accountId } = this.#options;
    const key = Object.hasOwn(accounts, accessKeyId) ? accounts[accessKeyId] : undefined;
    return key ?? (accountId === undefined ? undefined : { accountId });
  }
}
