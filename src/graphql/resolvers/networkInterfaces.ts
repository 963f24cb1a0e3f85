/** Resolvers of network interfaces. */
import {
  type NetworkInterfaceRecord,
  networkInterfaceKind,
  toNetworkInterface,
} from '../../ec2/networkInterfaces.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { NetworkInterfaceKeyInput, Resolvers } from '../../generated/graphql.ts';
import { connect } from '../connections.ts';
import type { GatewayContext } from '../context.ts';
import { sourceCriteria, toFilters } from '../criteria.ts';
import { eligibilityOf } from '../eligibility.ts';
import { badRequest } from '../errors.ts';
import { expectedId, parseId } from '../ids.ts';
import { chooseScope, chooseScopes } from '../scoping.ts';
import { connectionFields } from './resource.ts';

/** Lowest session number first, as EC2 tries them. */
export const inEvaluationOrder = (sessions: readonly TrafficMirrorSessionRecord[]) =>
  sessions.toSorted((left, right) => (left.sessionNumber ?? 0) - (right.sessionNumber ?? 0));

/** A key names the Region and not the account, which for a shared subnet is another one's: the home account looks. */
function lookUpKey(
  { region, networkInterfaceId }: NetworkInterfaceKeyInput,
  { scopes }: GatewayContext,
): NetworkInterfaceRecord | null {
  const resource = parseId('NetworkInterface', networkInterfaceId);
  if (resource === undefined)
    throw badRequest(`\`networkInterfaceId\` ${expectedId('NetworkInterface')}.`, 'networkInterfaceId');
  const scope = scopes.find(scopes.home.accountId, region);
  return scope === undefined ? null : toNetworkInterface(scope, resource.id);
}

export const networkInterfaces = {
  Query: {
    trafficMirrorSource: (_, { networkInterfaceId, scope: asked }, { scopes }) => {
      const resource = parseId('NetworkInterface', networkInterfaceId);
      const argument = 'networkInterfaceId';
      if (resource === undefined)
        throw badRequest(`\`${argument}\` ${expectedId('NetworkInterface')}.`, argument);
      const scope = chooseScope(scopes, asked, resource);
      if (typeof scope === 'string')
        throw badRequest(`\`${asked ? 'scope' : argument}\`: ${scope}.`, argument);
      return toNetworkInterface(scope, resource.id);
    },
    trafficMirrorSources: async (_, { filter, scope, ...page }, context) => {
      const scopes = chooseScopes(context.scopes, scope);
      const filters = toFilters(sourceCriteria, filter);
      const list = { name: 'trafficMirrorSources', kind: networkInterfaceKind, scopes, filters };
      const sources = await connect(context, list, page);
      for (const facts of sources.nodes)
        context.loaders(facts.scope).networkInterfaces.prime(facts.networkInterfaceId, facts);
      return sources;
    },
    // The generated types have no word for a list of promises of what may be null.
    trafficMirrorSourcesByKeys: (_, { keys }, context) =>
      keys.map(async (key) => lookUpKey(key, context) as NetworkInterfaceRecord),
  },
  NetworkInterface: {
    __resolveReference: async (key, context) => lookUpKey(key, context),
    trafficMirrorSessions: async ({ scope, networkInterfaceId }, _, { loaders }) =>
      inEvaluationOrder(await loaders(scope).sessionsByInterface.load(networkInterfaceId)),
    trafficMirrorTarget: async ({ scope, networkInterfaceId }, _, { loaders }) =>
      (await loaders(scope).targetsByInterface.load(networkInterfaceId))[0] ?? null,
    trafficMirrorSurroundings: ({ scope, networkInterfaceId }, _, { loaders }) =>
      loaders(scope).networkInterfaces.load(networkInterfaceId),
    trafficMirrorEligibility: (networkInterface, _, context) => eligibilityOf(networkInterface, context),
  },
  NetworkInterfaceConnection: connectionFields,
} satisfies Resolvers;
