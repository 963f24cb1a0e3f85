/** Resolvers of network interfaces. */
import {
  type NetworkInterfaceRecord,
  networkInterfaceKind,
  toNetworkInterface,
} from '../../ec2/networkInterfaces.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import type { TrafficMirrorSourceKeyInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { sourceCriteria, toFilters } from '../criteria.ts';
import { judgeSource, readInstanceType } from '../eligibility.ts';
import { badRequest } from '../errors.ts';
import { parseId } from '../ids.ts';
import { connect } from '../scopeLists.ts';
import { chooseScopes } from '../scoping.ts';
import { connectionFields, locate } from './resource.ts';

/** Lowest session number first: the order in which EC2 evaluates sessions. */
export const inEvaluationOrder = (sessions: readonly TrafficMirrorSessionRecord[]) =>
  sessions.toSorted((left, right) => (left.sessionNumber ?? 0) - (right.sessionNumber ?? 0));

/**
 * Finds the interface that a federation key names. The key has a Region but no account. If several accounts are served in the Region,
 * EC2 is asked in each of them. If there is only one, the interface is taken to be there, and EC2 is asked only when a field needs it.
 *
 * @returns null when the gateway does not serve the Region.
 */
async function lookUpKey(
  { region, networkInterfaceId }: TrafficMirrorSourceKeyInput,
  { scopes, loaders }: GatewayContext,
): Promise<NetworkInterfaceRecord | null> {
  if (parseId('NetworkInterface', networkInterfaceId)?.id !== networkInterfaceId)
    throw badRequest(
      '`networkInterfaceId` must be an AWS ID, such as `eni-…`. Its Region goes into `region`.',
      'networkInterfaceId',
    );
  const [first, ...others] = scopes.all.filter((place) => place.region === region).map(scopes.at);
  if (first === undefined) return null;
  if (others.length === 0) return toNetworkInterface(first, networkInterfaceId);
  const answers = await Promise.allSettled(
    [first, ...others].map((scope) => loaders(scope).networkInterfaces.load(networkInterfaceId)),
  );
  const found = answers.find((answer) => answer.status === 'fulfilled' && answer.value !== null);
  if (found?.status === 'fulfilled') return found.value;
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return toNetworkInterface(first, networkInterfaceId);
}

export const networkInterfaces = {
  Query: {
    trafficMirrorSource: (_, { networkInterfaceId, scope: requested }, context) => {
      const { scope, id } = locate(
        context,
        'NetworkInterface',
        'networkInterfaceId',
        networkInterfaceId,
        requested,
      );
      return toNetworkInterface(scope, id);
    },
    trafficMirrorSources: async (_, { filter, scope: asked, ...page }, context, info) => {
      const scopes = chooseScopes(context.scopes, asked);
      const filters = toFilters(sourceCriteria, filter, scopes);
      const list = { name: 'trafficMirrorSources', kind: networkInterfaceKind, asked, scopes, filters };
      const sources = await connect(context, list, page, info);
      for (const facts of sources.nodes)
        context.loaders(facts.scope).networkInterfaces.prime(facts.networkInterfaceId, facts);
      return sources;
    },
    // The generated types cannot express a list of promises of nullable values.
    trafficMirrorSourcesByKeys: (_, { keys }, context) =>
      keys.map((key) => lookUpKey(key, context) as Promise<NetworkInterfaceRecord>),
  },
  NetworkInterface: {
    __resolveReference: lookUpKey,
    trafficMirrorSessions: async ({ scope, networkInterfaceId }, _, { loaders }) =>
      inEvaluationOrder(await loaders(scope).sessionsByInterface.load(networkInterfaceId)),
    trafficMirrorTarget: async ({ scope, networkInterfaceId }, _, { loaders }) =>
      (await loaders(scope).targetsByInterface.load(networkInterfaceId))[0] ?? null,
    trafficMirrorSurroundings: ({ scope, networkInterfaceId }, _, { loaders }) =>
      loaders(scope).networkInterfaces.load(networkInterfaceId),
    trafficMirrorEligibility: (networkInterface, _, context) => judgeSource(context, networkInterface),
  },
  TrafficMirrorSurroundings: {
    instanceType: (facts, _, { loaders }) => readInstanceType(loaders(facts.scope), facts),
  },
  TrafficMirrorSourceConnection: connectionFields,
} satisfies Resolvers;
