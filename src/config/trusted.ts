/** Whose tokens are accepted, by the settings: one issuer, or those of the issuers file. */
import { readFileSync } from 'node:fs';
import { type Issuer, oneIssuer, parseIssuers } from './issuers.ts';
import type { Settings } from './settings.ts';

type Trusted = { readonly issuers: readonly Issuer[]; readonly problems: readonly string[] };

/** The settings of one issuer, by the property of an entry of the file. */
const variables = {
  issuer: 'AUTH_ISSUER',
  audiences: 'AUTH_AUDIENCE',
  jwksUrl: 'AUTH_JWKS_URL',
} as const;

/** @returns the issuers, or every problem. */
export function trustedIssuers(values: Settings): Trusted {
  const { authIssuersFile: path, authIssuer, authAudience, authJwksUrl, authJwksFile, authProvider } = values;
  if (path !== undefined) return readIssuers(path, values);
  const missing = [
    ...(authIssuer === undefined ? ['AUTH_ISSUER'] : []),
    ...(authAudience === undefined && authProvider !== 'cognito' ? ['AUTH_AUDIENCE'] : []),
    ...(authJwksUrl === undefined && authJwksFile === undefined ? ['AUTH_JWKS_URL'] : []),
  ].map((name) => `${name}: is missing; AUTH_MODE=jwt needs it to check tokens`);
  if (missing.length > 0) return { issuers: [], problems: missing };
  const one = oneIssuer({
    provider: authProvider,
    issuer: authIssuer ?? '',
    audiences: authAudience ?? [],
    jwksUrl: authJwksUrl,
    jwksFile: authJwksFile,
  });
  if (!('problems' in one)) return { issuers: [one], problems: [] };
  return { issuers: [], problems: one.problems.map(toLine) };
}

/** What settings cannot say is said in the file. */
function toLine(problem: string): string {
  const [, property = '', rest = ''] = /^(\w+): (.*)$/s.exec(problem) ?? [];
  const variable = Object.hasOwn(variables, property)
    ? variables[property as keyof typeof variables]
    : undefined;
  return variable === undefined
    ? `AUTH_PROVIDER: ${property} ${rest}; describe this issuer in a file, and name it in AUTH_ISSUERS_FILE`
    : `${variable}: ${rest.replace('jwksFile', 'AUTH_JWKS_FILE')}`;
}

function readIssuers(path: string, values: Settings): Trusted {
  const others = [
    'AUTH_ISSUER',
    'AUTH_AUDIENCE',
    'AUTH_JWKS_URL',
    'AUTH_JWKS_FILE',
    'AUTH_PROVIDER',
  ] as const;
  const { authIssuer, authAudience, authJwksUrl, authJwksFile, authProvider } = values;
  const provider = authProvider === 'standard' ? undefined : authProvider;
  const given = [authIssuer, authAudience, authJwksUrl, authJwksFile, provider];
  const twice = others.filter((_, index) => given[index] !== undefined);
  const problems = twice.map(
    (name) =>
      `${name}: is set although AUTH_ISSUERS_FILE is, which says it of each issuer; remove one of them`,
  );
  const issuers = openIssuers(path);
  if (!('problems' in issuers)) return { issuers, problems };
  return {
    issuers: [],
    problems: [...problems, ...issuers.problems.map((line) => `AUTH_ISSUERS_FILE: ${line}`)],
  };
}

/** Reads the issuers file. @returns the issuers, or every problem. */
function openIssuers(path: string): ReturnType<typeof parseIssuers> {
  try {
    return parseIssuers(readFileSync(path, 'utf8'));
  } catch (error) {
    return { problems: [`cannot be read: ${(error as Error).message}`] };
  }
}

/** Reads the issuers file again. @param used the issuers until now. @returns the issuers, or every problem. */
export function reopenIssuers(path: string, used: readonly Issuer[]): ReturnType<typeof parseIssuers> {
  const next = openIssuers(path);
  // Callers would have other names: the accounts file, and what others have noted of them, would be about somebody else.
  if ('problems' in next || next.length > 1 === used.length > 1) return next;
  return {
    problems: [
      'issuers: callers have the name of their issuer in front if there are several, so restart the gateway to go from one to several, or back',
    ],
  };
}

/** @returns the names of the issuers that are trusted, or will be as soon as the issuers file is looked at. */
export function createIssuerNames({
  issuers,
  issuersFile,
}: {
  readonly issuers: readonly Issuer[];
  readonly issuersFile: string | undefined;
}): () => readonly (string | undefined)[] {
  let used = issuers;
  return () => {
    const next = issuersFile === undefined ? used : reopenIssuers(issuersFile, used);
    if (!('problems' in next)) used = next;
    return used.map(({ name }) => name);
  };
}
