/** A straightforward implementation of the gateway's API: the SDK, resolvers, and DataLoaders per request. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  EC2Client,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import DataLoader from 'dataloader';
import { concatAST, parse } from 'graphql';
import { placesOf } from './places.ts';

const accounts = Number(process.env.ACCOUNTS ?? 1);

/** A client for each account and Region. */
const clients = new Map(
  placesOf(accounts).map(({ accountId, region, credentials }) => [
    `${accountId}/${region}`,
    new EC2Client({ region, endpoint: process.env.EC2_URL, credentials }),
  ]),
);
const home = '123456789012/us-east-1';
const client = clients.get(home);

const inOrder = (ids, items, key) => {
  const byId = new Map(items.map((item) => [item[key], item]));
  return ids.map((id) => byId.get(id) ?? null);
};

/** Reads by id in an account and Region; `place` goes along with what was read. */
function createLoaders(place) {
  const client = clients.get(place);
  const loader = (Command, list, filter, key) =>
    new DataLoader(async (ids) => {
      const Filters = [{ Name: filter, Values: ids }];
      const answer = await client.send(new Command({ Filters, MaxResults: 1_000 }));
      return inOrder(ids, answer[list], key).map((item) => item && { ...item, place });
    });
  return {
    sessions: loader(
      DescribeTrafficMirrorSessionsCommand,
      'TrafficMirrorSessions',
      'traffic-mirror-session-id',
      'TrafficMirrorSessionId',
    ),
    targets: loader(
      DescribeTrafficMirrorTargetsCommand,
      'TrafficMirrorTargets',
      'traffic-mirror-target-id',
      'TrafficMirrorTargetId',
    ),
    filters: loader(
      DescribeTrafficMirrorFiltersCommand,
      'TrafficMirrorFilters',
      'traffic-mirror-filter-id',
      'TrafficMirrorFilterId',
    ),
  };
}

/** @returns the loaders of each account and Region, made when they are first used. */
export function createContext() {
  const known = new Map();
  const loaders = (place) => {
    if (!known.has(place)) known.set(place, createLoaders(place));
    return known.get(place);
  };
  return { loaders };
}

const globalId = (place, id) => Buffer.from(`${place}/${id}`).toString('base64url');
const arn = (place, type, id) => {
  const [account, region] = place.split('/');
  return `arn:aws:ec2:${region}:${account}:${type}/${id}`;
};
const tags = ({ Tags }) => (Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value ?? '' }));
const rules = (items) =>
  (items ?? []).map((rule) => ({
    ruleNumber: rule.RuleNumber,
    ruleAction: rule.RuleAction,
    sourceCidrBlock: rule.SourceCidrBlock,
    destinationCidrBlock: rule.DestinationCidrBlock,
  }));

const resolvers = {
  Query: {
    trafficMirrorSession: (_, { id }, { loaders }) => loaders(home).sessions.load(id),
    trafficMirrorSessions: async (_, { first, after, scope }) => {
      const place = scope ? `${scope.accountIds[0]}/${scope.regions[0]}` : home;
      const answer = await clients
        .get(place)
        .send(new DescribeTrafficMirrorSessionsCommand({ MaxResults: first, NextToken: after ?? undefined }));
      return {
        nodes: answer.TrafficMirrorSessions.map((session) => ({ ...session, place })),
        pageInfo: {
          hasNextPage: answer.NextToken !== undefined,
          hasPreviousPage: false,
          endCursor: answer.NextToken,
        },
      };
    },
  },
  Mutation: {
    modifyTrafficMirrorSession: async (_, { input }) => {
      const answer = await client.send(
        new ModifyTrafficMirrorSessionCommand({
          TrafficMirrorSessionId: input.trafficMirrorSessionId,
          Description: input.description,
        }),
      );
      return {
        trafficMirrorSession: { ...answer.TrafficMirrorSession, place: home },
        warnings: [],
        userErrors: [],
      };
    },
  },
  TrafficMirrorSession: {
    id: (session) => globalId(session.place, session.TrafficMirrorSessionId),
    arn: (session) => arn(session.place, 'traffic-mirror-session', session.TrafficMirrorSessionId),
    trafficMirrorSessionId: (session) => session.TrafficMirrorSessionId,
    networkInterfaceId: (session) => session.NetworkInterfaceId,
    packetLength: (session) => session.PacketLength,
    sessionNumber: (session) => session.SessionNumber,
    virtualNetworkId: (session) => session.VirtualNetworkId,
    description: (session) => session.Description,
    tags,
    target: (session, _, { loaders }) => loaders(session.place).targets.load(session.TrafficMirrorTargetId),
    filter: (session, _, { loaders }) => loaders(session.place).filters.load(session.TrafficMirrorFilterId),
  },
  TrafficMirrorTarget: {
    arn: (target) => arn(target.place, 'traffic-mirror-target', target.TrafficMirrorTargetId),
    trafficMirrorTargetId: (target) => target.TrafficMirrorTargetId,
    type: (target) => target.Type.toUpperCase().replaceAll('-', '_'),
    networkLoadBalancerArn: (target) => target.NetworkLoadBalancerArn,
  },
  TrafficMirrorFilter: {
    arn: (filter) => arn(filter.place, 'traffic-mirror-filter', filter.TrafficMirrorFilterId),
    trafficMirrorFilterId: (filter) => filter.TrafficMirrorFilterId,
    networkServices: (filter) => (filter.NetworkServices ?? []).map(() => 'AMAZON_DNS'),
    ingressRules: (filter) => rules(filter.IngressFilterRules),
    egressRules: (filter) => rules(filter.EgressFilterRules),
  },
  TrafficMirrorFilterRule: { ruleAction: ({ ruleAction }) => ruleAction.toUpperCase() },
};

export function createSchema() {
  // The benchmark runs in the root of the repository.
  const folder = 'schema';
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => parse(readFileSync(join(folder, file), 'utf8')));
  return buildSubgraphSchema([{ typeDefs: concatAST(documents), resolvers }]);
}
