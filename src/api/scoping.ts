/** Finds the account and Region that a request goes to. */
import type { Ec2Scope } from '../ec2/scope.ts';
import type { Scopes } from '../ec2/scopes.ts';
import type { AwsFanOutInput, AwsScopeInput } from '../generated/types.ts';
import { badRequest } from './errors.ts';
import type { NamedResource } from './ids.ts';

/**
 * Chooses one scope: as asked for, else where the name says, else the home scope.
 *
 * @returns what is wrong when there is none, as the end of a sentence without its full stop.
 */
export function chooseScope(
  scopes: Scopes,
  asked: AwsScopeInput | null | undefined,
  named: NamedResource | undefined,
): Ec2Scope | string {
  const accountId = asked?.accountId ?? named?.accountId ?? named?.ownerId ?? scopes.home.accountId;
  const region = asked?.region ?? named?.region ?? scopes.home.region;
  // An ARN names the owner, who may share with the account asked for; a global ID names the account it was read through.
  const elsewhere = (named?.accountId ?? accountId) !== accountId || (named?.region ?? region) !== region;
  if (named && elsewhere)
    return `${named.id} is not in account ${accountId} in ${region}, which the scope asks for`;
  return scopes.find(accountId, region) ?? `this gateway does not serve account ${accountId} in ${region}`;
}

/**
 * Chooses the scopes of a list.
 *
 * @returns at least one.
 * @throws GraphQLError when an account or a Region is not served, or both a list and "all" are given.
 */
export function chooseScopes(scopes: Scopes, asked: AwsFanOutInput | null | undefined): readonly Ec2Scope[] {
  if (!asked) return [scopes.home];
  const { accountIds, regions, allAccounts, allRegions } = asked;
  if (allAccounts && accountIds)
    throw badRequest('`scope` must not have both `accountIds` and `allAccounts`.', 'scope');
  if (allRegions && regions)
    throw badRequest('`scope` must not have both `regions` and `allRegions`.', 'scope');
  const known = (key: 'accountId' | 'region', value: string) =>
    scopes.all.some((scope) => scope[key] === value);
  const stranger =
    accountIds?.find((id) => !known('accountId', id)) ?? regions?.find((region) => !known('region', region));
  if (stranger !== undefined)
    throw badRequest(`\`scope\`: this gateway does not serve ${stranger}.`, 'scope');
  const inAccounts = allAccounts ? undefined : new Set(accountIds ?? [scopes.home.accountId]);
  const inRegions = allRegions ? undefined : new Set(regions ?? [scopes.home.region]);
  const chosen = scopes.all.filter(
    ({ accountId, region }) => (inAccounts?.has(accountId) ?? true) && (inRegions?.has(region) ?? true),
  );
  if (chosen.length > 0) return chosen;
  // An empty list would look as if it were complete.
  throw badRequest(
    '`scope`: this gateway serves none of these accounts in any of these Regions (omitted: the default one); `trafficMirrorScopes` has what it serves.',
    'scope',
  );
}
