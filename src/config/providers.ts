/** What identity providers put into their access tokens: where the audience, the caller, the permissions and the groups are. */

/** A claim: a path of names, so that names with dots in them are one entry. */
export type ClaimPath = readonly string[];

/** One place in which a token lists permissions. */
export interface PermissionRow {
  readonly claim: ClaimPath;
  /** Read in its place by tokens without `claim`. */
  readonly orElse?: ClaimPath;
  /** The permissions that a value stands for. */
  readonly map?: Readonly<Record<string, readonly string[]>>;
  /** What a value begins with that is not in `map`, in place of `traffic-mirror:`. Undefined: no other value counts. */
  readonly prefix: string | undefined;
}

export interface ProviderRules {
  /** The claim that identifies the caller. */
  readonly subject: 'sub' | 'oid';
  /** The claim that names the API. */
  readonly audience: 'aud' | 'client_id';
  readonly permissions: readonly PermissionRow[];
  readonly groups?: ClaimPath;
  /** Claims that an access token of the provider has and its ID token lacks. Undefined: whatever the value. */
  readonly require: Readonly<Record<string, readonly string[] | undefined>>;
}

const own = 'traffic-mirror:';
const scopes = (claim: string, prefix = own): PermissionRow => ({ claim: claim.split('.'), prefix });
const workload = { subject: 'sub', audience: 'aud', permissions: [], require: {} } as const;

/** By the name in `AUTH_PROVIDER` and in the issuers file. docs/identity.md has the sources. */
export const providers = {
  /** RFC 9068; some issuers call the claim `scp`. */
  standard: {
    subject: 'sub',
    audience: 'aud',
    permissions: [{ claim: ['scope'], orElse: ['scp'], prefix: own }],
    require: {},
  },
  cognito: {
    subject: 'sub',
    // Cognito's access tokens have no `aud`.
    audience: 'client_id',
    permissions: [scopes('scope', 'traffic-mirror/')],
    groups: ['cognito:groups'],
    require: { token_use: ['access'] },
  },
  entra: {
    // Entra's `sub` is another one for each application, and cannot be looked up.
    subject: 'oid',
    audience: 'aud',
    permissions: [scopes('scp'), scopes('roles')],
    groups: ['groups'],
    require: { azp: undefined },
  },
  auth0: {
    subject: 'sub',
    audience: 'aud',
    // Not `scope`: without RBAC, any application can request any of it.
    permissions: [scopes('permissions')],
    require: {},
  },
  okta: {
    subject: 'sub',
    audience: 'aud',
    permissions: [scopes('scp')],
    groups: ['groups'],
    require: { cid: undefined },
  },
  keycloak: {
    subject: 'sub',
    audience: 'aud',
    permissions: [scopes('scope'), scopes('realm_access.roles')],
    groups: ['groups'],
    require: { typ: ['Bearer'] },
  },
  kubernetes: workload,
  github: workload,
  aws: workload,
} as const satisfies Record<string, ProviderRules>;

export type Provider = keyof typeof providers;

/** Their tokens say who a workload is, and nothing about permissions: the issuers file says what whom. */
export const workloadProviders: ReadonlySet<Provider> = new Set(['kubernetes', 'github', 'aws']);
