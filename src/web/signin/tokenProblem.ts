/** What is wrong with a token that the gateway has refused, as far as the page can see. The gateway tells nobody. Pure. */
import type { SignIn } from './settings.ts';

/** @param settings undefined: nothing is known of what tokens must have. @returns a sentence. */
export function tokenProblem(
  token: string,
  settings: Pick<SignIn, 'issuer' | 'audience'> | undefined,
  now: number,
): string | undefined {
  const claims = claimsOf(token);
  if (claims === undefined)
    return 'it is no JSON Web Token, so the gateway cannot check it. The issuer gives such tokens for other APIs, or if it is asked for none.';
  const { exp, nbf, iat, iss } = claims;
  if (typeof exp !== 'number') return 'it has no exp, so it would never end.';
  if (exp * 1_000 <= now) return `its exp has passed: it ended on ${at(exp)}.`;
  for (const [name, time] of Object.entries({ nbf, iat }))
    if (typeof time === 'number' && time * 1_000 > now + 30_000)
      return `its ${name} is in the future: it is valid from ${at(time)}.`;
  if (settings === undefined) return undefined;
  if (iss !== settings.issuer)
    return `its iss is ${shown(iss)}, and the pages sign in at ${settings.issuer}.`;
  const { claim, names } = settings.audience;
  const audiences = [claims[claim]].flat();
  if (!audiences.some((one) => typeof one === 'string' && names.includes(one)))
    return `its ${claim} is ${shown(claims[claim])}, and must be ${names.join(' or ')}.`;
  return undefined;
}

function claimsOf(token: string): Record<string, unknown> | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const at = (seconds: number) =>
  new Date(seconds * 1_000).toISOString().replace('T', ' at ').replace(/\..*/, ' UTC');

const shown = (value: unknown) => (value === undefined ? 'missing' : [value].flat().map(String).join(', '));
