/** Chooses the accounts and Regions that a field reads or changes. */
import type { Ec2Scope } from '../ec2/scope.ts';
import type { Scopes } from '../ec2/scopes.ts';
import type { AwsFanOutInput, AwsScopeInput } from '../generated/types.ts';
import { badRequest } from './errors.ts';
import type { NamedResource } from './ids.ts';
import type { Problem } from './userErrors.ts';

/**
 * Chooses one scope: the requested one, else the one in the ARN or global ID, else the home scope.
 *
 * @returns the scope. If there is none, a message without a full stop that says why.
 */
export function chooseScope(
  scopes: Scopes,
  requested: AwsScopeInput | null | undefined,
  named: NamedResource | undefined,
): Ec2Scope | string {
  const accountId = requested?.accountId ?? named?.accountId ?? named?.ownerId ?? scopes.home.accountId;
  const region = requested?.region ?? named?.region ?? scopes.home.region;
  // An ARN contains the owner, who may have shared the resource with the requested account. A global ID contains the account
  // through which the resource was read.
  const elsewhere = (named?.accountId ?? accountId) !== accountId || (named?.region ?? region) !== region;
  if (named && elsewhere)
    return `${named.id} is not in account ${accountId} in ${region}, which \`scope\` asks for`;
  return scopes.find(accountId, region) ?? `this gateway does not serve account ${accountId} in ${region}`;
}

/** The scope of a list of resources: the requested one, else that of the first name that says one. */
export function scopeOfAny(
  { home }: Scopes,
  requested: AwsScopeInput | null | undefined,
  resources: readonly (NamedResource | undefined)[],
): AwsScopeInput | null | undefined {
  if (requested) return requested;
  const named = resources.find((resource) => resource?.region !== undefined);
  if (named?.region === undefined) return requested;
  return { accountId: named.accountId ?? named.ownerId ?? home.accountId, region: named.region };
}

/** Those of the list that are elsewhere than `scope` says, each with its position. @param field the list of the input. */
export function* elsewhere(
  scopes: Scopes,
  requested: AwsScopeInput | null | undefined,
  field: string,
  resources: readonly (NamedResource | undefined)[],
): Generator<Problem> {
  for (const [index, resource] of resources.entries()) {
    if (resource?.region === undefined) continue;
    const scope = chooseScope(scopes, requested, resource);
    if (typeof scope === 'string') yield { code: 'INVALID_INPUT', field: [field, index], message: scope };
  }
}

/**
 * Chooses the scopes of a list.
 *
 * @returns at least one, in the order of their names.
 * @throws GraphQLError when the gateway does not serve an account or Region, or when both a list and "all" are given.
 */
export function chooseScopes(
  scopes: Scopes,
  requested: AwsFanOutInput | null | undefined,
): readonly Ec2Scope[] {
  if (!requested) return [scopes.home];
  const { accountIds, regions, allAccounts, allRegions } = requested;
  if (allAccounts && accountIds)
    throw badRequest('`scope` must not have both `accountIds` and `allAccounts`.', 'scope');
  if (allRegions && regions)
    throw badRequest('`scope` must not have both `regions` and `allRegions`.', 'scope');
  const known = (key: 'accountId' | 'region', value: string) =>
    scopes.all.some((scope) => scope[key] === value);
  const unserved =
    accountIds?.find((id) => !known('accountId', id)) ?? regions?.find((region) => !known('region', region));
  if (unserved !== undefined)
    throw badRequest(`\`scope\`: this gateway does not serve ${unserved}.`, 'scope');
  const inAccounts = allAccounts ? undefined : new Set(accountIds ?? [scopes.home.accountId]);
  const inRegions = allRegions ? undefined : new Set(regions ?? [scopes.home.region]);
  const chosen = scopes.all.filter(
    ({ accountId, region }) => (inAccounts?.has(accountId) ?? true) && (inRegions?.has(region) ?? true),
  );
  if (chosen.length > 0) return chosen.map(scopes.at);
  // An empty list would look complete.
  throw badRequest(
    '`scope`: this gateway serves none of these accounts in any of these Regions. An omitted list stands for the default account or Region. Query `trafficMirrorScopes` to see what it serves.',
    'scope',
  );
}
