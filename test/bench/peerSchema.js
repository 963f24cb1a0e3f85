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

const region = 'us-east-1';
const account = '123456789012';

export const client = new EC2Client({
  region,
  endpoint: process.env.EC2_URL,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
});

const describe = {
  sessions: async (ids) => {
    const Filters = [{ Name: 'traffic-mirror-session-id', Values: ids }];
    const answer = await client.send(
      new DescribeTrafficMirrorSessionsCommand({ Filters, MaxResults: 1_000 }),
    );
    return inOrder(ids, answer.TrafficMirrorSessions, 'TrafficMirrorSessionId');
  },
  targets: async (ids) => {
    const Filters = [{ Name: 'traffic-mirror-target-id', Values: ids }];
    const answer = await client.send(new DescribeTrafficMirrorTargetsCommand({ Filters, MaxResults: 1_000 }));
    return inOrder(ids, answer.TrafficMirrorTargets, 'TrafficMirrorTargetId');
  },
  filters: async (ids) => {
    const Filters = [{ Name: 'traffic-mirror-filter-id', Values: ids }];
    const answer = await client.send(new DescribeTrafficMirrorFiltersCommand({ Filters, MaxResults: 1_000 }));
    return inOrder(ids, answer.TrafficMirrorFilters, 'TrafficMirrorFilterId');
  },
};

const inOrder = (ids, items, key) => {
  const byId = new Map(items.map((item) => [item[key], item]));
  return ids.map((id) => byId.get(id) ?? null);
};

export const createContext = () => ({
  sessions: new DataLoader(describe.sessions),
  targets: new DataLoader(describe.targets),
  filters: new DataLoader(describe.filters),
});

const globalId = (id) => Buffer.from(`${account}/${region}/${id}`).toString('base64url');
const arn = (type, id) => `arn:aws:ec2:${region}:${account}:${type}/${id}`;
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
    trafficMirrorSession: (_, { id }, { sessions }) => sessions.load(id),
    trafficMirrorSessions: async (_, { first }) => {
      const answer = await client.send(new DescribeTrafficMirrorSessionsCommand({ MaxResults: first }));
      return {
        nodes: answer.TrafficMirrorSessions,
        pageInfo: { hasNextPage: answer.NextToken !== undefined, hasPreviousPage: false },
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
      return { trafficMirrorSession: answer.TrafficMirrorSession, warnings: [], userErrors: [] };
    },
  },
  TrafficMirrorSession: {
    id: (session) => globalId(session.TrafficMirrorSessionId),
    arn: (session) => arn('traffic-mirror-session', session.TrafficMirrorSessionId),
    trafficMirrorSessionId: (session) => session.TrafficMirrorSessionId,
    networkInterfaceId: (session) => session.NetworkInterfaceId,
    packetLength: (session) => session.PacketLength,
    sessionNumber: (session) => session.SessionNumber,
    virtualNetworkId: (session) => session.VirtualNetworkId,
    description: (session) => session.Description,
    tags,
    target: (session, _, { targets }) => targets.load(session.TrafficMirrorTargetId),
    filter: (session, _, { filters }) => filters.load(session.TrafficMirrorFilterId),
  },
  TrafficMirrorTarget: {
    arn: (target) => arn('traffic-mirror-target', target.TrafficMirrorTargetId),
    trafficMirrorTargetId: (target) => target.TrafficMirrorTargetId,
    type: (target) => target.Type.toUpperCase().replaceAll('-', '_'),
    networkLoadBalancerArn: (target) => target.NetworkLoadBalancerArn,
  },
  TrafficMirrorFilter: {
    arn: (filter) => arn('traffic-mirror-filter', filter.TrafficMirrorFilterId),
    trafficMirrorFilterId: (filter) => filter.TrafficMirrorFilterId,
    networkServices: (filter) => (filter.NetworkServices ?? []).map(() => 'AMAZON_DNS'),
    ingressRules: (filter) => rules(filter.IngressFilterRules),
    egressRules: (filter) => rules(filter.EgressFilterRules),
  },
  TrafficMirrorFilterRule: { ruleAction: ({ ruleAction }) => ruleAction.toUpperCase() },
};

export function createSchema() {
  const folder = join(import.meta.dirname, '..', '..', 'schema');
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => parse(readFileSync(join(folder, file), 'utf8')));
  return buildSubgraphSchema([{ typeDefs: concatAST(documents), resolvers }]);
}
