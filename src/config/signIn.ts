/** What the pages must know so that people can sign in at an issuer, and the settings with which that cannot work. */
import type { Issuer } from './issuers.ts';
import { workloadProviders } from './providers.ts';
import { type Settings, toVariable } from './settings.ts';
import { isSafeUrl } from './urls.ts';

/** Shown to everybody, so nothing in it is secret: the pages are a public client. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  /** With blanks between them. */
  readonly scope: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Where the pages may send to besides the gateway. The first one is that of the issuer. */
  readonly origins: readonly string[];
  /** What tokens must have, so that the page can say what is wrong with one: the gateway tells nobody. */
  readonly audience: { readonly claim: Issuer['audience']; readonly names: readonly string[] };
}

const others = [
  'authClientIssuer',
  'authClientScopes',
  'authClientParameters',
] as const satisfies (keyof Settings)[];

/** @param issuers undefined: callers need no token. Empty: they have problems of their own. */
export function readSignIn(
  values: Settings,
  issuers: readonly Issuer[] | undefined,
  hasPages: boolean,
): { readonly signIn?: SignIn; readonly problems: readonly string[] } {
  const { authClientId: clientId, authClientOrigins: origins } = values;
  if (clientId === undefined) {
    const given = others.filter((name) => values[name] !== undefined);
    const names = [...given, ...(origins.size > 0 ? ['authClientOrigins'] : [])];
    return {
      problems: names.map((name) => `${toVariable(name)}: is set without AUTH_CLIENT_ID; set both or none`),
    };
  }
  if (issuers === undefined)
    return { problems: ['AUTH_CLIENT_ID: is set although AUTH_MODE is none; remove one of them'] };
  const pages = hasPages
    ? []
    : ['AUTH_CLIENT_ID: is set although the pages are not served; set PLAYGROUND=true, or remove it'];
  if (issuers.length === 0) return { problems: pages };
  const issuer = chooseIssuer(values.authClientIssuer, issuers);
  if (typeof issuer === 'string') return { problems: [...pages, issuer] };
  const problems = [...pages, ...problemsOf(values, clientId, issuer)];
  if (problems.length > 0) return { problems };
  return {
    signIn: {
      issuer: issuer.issuer,
      clientId,
      scope: [...new Set(['openid', ...(values.authClientScopes ?? [])])].join(' '),
      parameters: values.authClientParameters ?? {},
      origins: [...new Set([new URL(issuer.issuer).origin, ...origins])],
      audience: { claim: issuer.audience, names: issuer.audiences },
    },
    problems,
  };
}

/** @returns the issuer at which people sign in, or what is wrong. */
function chooseIssuer(name: string | undefined, issuers: readonly Issuer[]): Issuer | string {
  const [only, ...more] = issuers;
  if (only !== undefined && more.length === 0)
    return name === undefined
      ? only
      : 'AUTH_CLIENT_ISSUER: is set although there is only one issuer; remove it';
  const names = issuers.map((one) => one.name).join(', ');
  return (
    issuers.find((one) => one.name === name) ??
    `AUTH_CLIENT_ISSUER: ${name === undefined ? 'is missing' : `is ${name}`}; AUTH_CLIENT_ID needs one of ${names}, at which people sign in`
  );
}

/** Scopes that say nothing about this API (OpenID Connect Core, sections 5.4 and 11). */
const general: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'offline_access',
]);

function* problemsOf(values: Settings, clientId: string, issuer: Issuer): Generator<string> {
  const { provider } = issuer;
  if (workloadProviders.has(provider)) {
    yield `AUTH_CLIENT_ID: nobody can sign in at ${provider}, which knows only programs; remove it`;
    return;
  }
  if (!URL.canParse(issuer.issuer) || !isSafeUrl(issuer.issuer))
    yield `AUTH_CLIENT_ID: the pages find the endpoints of the issuer below its URL, so it must be https (http on loopback only), and ${issuer.issuer} is not`;
  const { authClientScopes: scopes = [], authClientParameters: parameters = {} } = values;
  const readsScopes = issuer.permissions.every(({ claim: [name = ''] }) => /^(scope|scp)$/.test(name));
  if ((readsScopes || provider === 'entra') && scopes.every((scope) => general.has(scope)))
    yield `AUTH_CLIENT_SCOPES: is missing; without a scope of this API, ${provider === 'entra' ? 'Entra gives tokens for Microsoft Graph' : 'tokens have no permissions'}`;
  if (provider === 'auth0' && parameters.audience === undefined)
    yield 'AUTH_CLIENT_PARAMETERS: needs audience=… with the identifier of this API; without one, Auth0 gives tokens that cannot be checked';
  if (issuer.audience === 'client_id' && !issuer.audiences.includes(clientId))
    yield 'AUTH_CLIENT_ID: is not in AUTH_AUDIENCE, so the tokens of the pages would be refused';
  if (provider === 'cognito' && values.authClientOrigins.size === 0)
    yield 'AUTH_CLIENT_ORIGINS: is missing; name the origin of the domain of the user pool, where Cognito gives tokens';
}
