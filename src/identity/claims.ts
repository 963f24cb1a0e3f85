/** Reads the claims of a token whose signature was checked. */
import type { JWTPayload } from 'jose';
import { type Permission, permissions } from '../caller.ts';
import type { ClaimPath, PermissionRow } from '../config/providers.ts';

/** @returns undefined when the token has no such claim. */
export function claimAt(payload: JWTPayload, path: ClaimPath): unknown {
  let value: unknown = payload;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** The permissions of a token. Words that stand for no permission are ignored. */
export function permissionsIn(payload: JWTPayload, rows: readonly PermissionRow[]): ReadonlySet<Permission> {
  const found = new Set(rows.flatMap((row) => namesIn(payload, row)));
  return new Set(permissions.filter((permission) => found.has(permission)));
}

function namesIn(payload: JWTPayload, { claim, orElse = claim, map = {}, prefix }: PermissionRow): string[] {
  const value = claimAt(payload, claim) ?? claimAt(payload, orElse);
  return wordsOf(value, claim).flatMap((word) => {
    const mapped = Object.hasOwn(map, word) ? map[word] : undefined;
    if (mapped !== undefined) return [...mapped];
    return prefix !== undefined && word.startsWith(prefix)
      ? [`traffic-mirror:${word.slice(prefix.length)}`]
      : [];
  });
}

/** The groups of a token. */
export const groupsIn = (payload: JWTPayload, claim: ClaimPath | undefined): readonly string[] =>
  claim === undefined ? [] : wordsOf(claimAt(payload, claim), claim);

/**
 * Whether a token says where its groups are in place of having them: in `_claim_names`, or in `hasgroups` where the token would be part of
 * a URL (Microsoft identity platform, "Groups overage claim"; OpenID Connect Core, section 5.6.2). The gateway does not ask there.
 */
export const leavesGroupsOut = (payload: JWTPayload, claim: ClaimPath | undefined): boolean =>
  claim !== undefined &&
  claimAt(payload, claim) === undefined &&
  (claimAt(payload, ['_claim_names', ...claim]) !== undefined || payload.hasgroups === true);

/** The entries of a list, or the words of a text, which has blanks between them. A subject may have blanks of its own. */
function wordsOf(value: unknown, [name, ...rest]: ClaimPath): string[] {
  if (Array.isArray(value)) return value.filter((entry) => typeof entry === 'string');
  if (typeof value !== 'string') return [];
  return name === 'sub' && rest.length === 0 ? [value] : value.split(' ').filter((word) => word !== '');
}
