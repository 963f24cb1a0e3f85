/** The operations that every gateway must answer: 12 queries and 3 mutations, and what each may cost. */
import { filterId, networkInterfaceId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { acrossSubgraphs } from './acrossSubgraphs.ts';

export type Query = <Data>(document: string, variables?: object) => Promise<Data>;

/** What an operation may cost. */
interface Cost {
  /** The subgraphs that receive a request, in order. Default: the mirror subgraph, once. */
  readonly requests?: string;
  /** The most EC2 calls of each action. */
  readonly ec2Calls: Readonly<Record<string, number>>;
}

export interface Operation extends Cost {
  readonly name: string;
  readonly document: string;
  readonly variables?: object;
  /** What a client without a gateway would do. Absent: the mirror subgraph can answer alone. */
  readonly direct?: (mirror: Query, compute: Query) => Promise<object>;
  /** For a gateway that plans the operation in more steps than the others. */
  readonly but?: Readonly<Record<string, Cost>>;
}

const arn = `arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/${sessionId(2)}`;

const withinMirror: readonly Operation[] = [
  {
    name: 'sessions with both ends',
    document: `{ trafficMirrorSessions { edges { node { arn version target { type } filter { networkServices } } }
      pageInfo { hasNextPage } scopeErrors { code } } }`,
    ec2Calls: {
      DescribeTrafficMirrorSessions: 1,
      DescribeTrafficMirrorTargets: 1,
      DescribeTrafficMirrorFilters: 1,
    },
  },
  {
    name: 'a session by its ARN, with its siblings and tags',
    document: `query ($id: ID!) { trafficMirrorSession(id: $id) {
      id scope { accountId region } tags { key value } team: tag(key: "team") siblings { sessionNumber }
    } }`,
    variables: { id: arn },
    ec2Calls: { DescribeTrafficMirrorSessions: 2 },
  },
  {
    name: 'a page of targets, and its cursor',
    document:
      '{ trafficMirrorTargets(first: 2) { nodes { id rawType } pageInfo { hasNextPage endCursor } } }',
    ec2Calls: { DescribeTrafficMirrorTargets: 1 },
  },
  {
    name: 'filters through fragments and aliases',
    document: `fragment Rules on TrafficMirrorFilter { in: ingressRules { ...Rule } out: egressRules { ...Rule } }
      fragment Rule on TrafficMirrorFilterRule { ruleNumber ruleAction destinationPortRange { fromPort toPort } }
      { trafficMirrorFilters { nodes { trafficMirrorFilterId ...Rules } } }`,
    ec2Calls: { DescribeTrafficMirrorFilters: 1 },
  },
  {
    name: 'rules by criteria in variables',
    document: `query ($filter: TrafficMirrorFilterRuleFilterInput) {
      trafficMirrorFilterRules(filter: $filter) { nodes { trafficMirrorFilterRuleId protocol trafficDirection } } }`,
    variables: { filter: { trafficDirections: ['INGRESS'], ruleActions: ['ACCEPT'], protocols: [6] } },
    ec2Calls: { DescribeTrafficMirrorFilterRules: 1 },
  },
  {
    name: 'the plan of a change',
    document: `query ($input: ModifyTrafficMirrorSessionInput!) { planTrafficMirrorSession(input: $input) {
      changes { field before after } warnings dryRun { verdict } userErrors { code } } }`,
    variables: { input: { trafficMirrorSessionId: sessionId(5), removeFields: ['VIRTUAL_NETWORK_ID'] } },
    ec2Calls: { DescribeTrafficMirrorSessions: 1, ModifyTrafficMirrorSession: 1 },
  },
  {
    name: 'the plans of a new session and of many deletions',
    document: `query ($new: CreateTrafficMirrorSessionInput!, $gone: DeleteTrafficMirrorSessionsInput!) {
      planCreateTrafficMirrorSession(input: $new) { target { type } filter { description } networkInterface { networkInterfaceId }
        ... on TrafficMirrorPlan { changes { field before after } warningDetails { code field } userErrors { code } } }
      planDeleteTrafficMirrorSessions(input: $gone) { failingCount plans { trafficMirrorSession { version } warnings } }
    }`,
    variables: {
      new: {
        networkInterfaceId: networkInterfaceId(10),
        trafficMirrorTargetId: targetId(2),
        trafficMirrorFilterId: filterId(2),
        sessionNumber: 1,
        tags: [{ key: 'case', value: '1042' }],
      },
      gone: { deletions: [1, 2, 3].map((n) => ({ trafficMirrorSessionId: sessionId(n) })) },
    },
    ec2Calls: {
      CreateTrafficMirrorSession: 1,
      DeleteTrafficMirrorSession: 3,
      DescribeTrafficMirrorSessions: 3,
      DescribeTrafficMirrorTargets: 2,
      DescribeTrafficMirrorFilters: 1,
      DescribeNetworkInterfaces: 1,
      DescribeInstances: 1,
    },
  },
  {
    name: 'what is not there, and what is not asked for',
    document: `query ($no: Boolean!) {
      trafficMirrorSession(id: "${unknownSessionId}") { arn }
      trafficMirrorFilter(id: "${filterId(1)}") { __typename description @include(if: $no) tags @skip(if: $no) { key } }
    }`,
    variables: { no: false },
    ec2Calls: { DescribeTrafficMirrorSessions: 1, DescribeTrafficMirrorFilters: 1 },
  },
];

export const queries: readonly Operation[] = [...acrossSubgraphs, ...withinMirror];

const both = {
  DeleteTrafficMirrorTarget: 1,
  DescribeTrafficMirrorSessions: 1,
  CreateTags: 1,
  // One of them is before the delete: it tells a delete whose answer was lost from one that had nothing to delete.
  DescribeTrafficMirrorTargets: 2,
};
const inTwo = { requests: 'mirror mirror', ec2Calls: both };

const twice = {
  requests: 'mirror mirror',
  ec2Calls: {
    CreateTrafficMirrorSession: 2,
    DeleteTrafficMirrorSession: 1,
    DescribeTrafficMirrorSessions: 1,
  },
};

/** A null resets a property and an absent value keeps it, wherever the value is written. */
function nullsInEveryForm(): Operation[] {
  const id = sessionId(4);
  const ec2Calls = { ModifyTrafficMirrorSession: 1, DescribeTrafficMirrorSessions: 1 };
  const selection = `{ trafficMirrorSession { packetLength description } changes { field before after } userErrors { code } }`;
  const byFields = `mutation ($length: Int, $description: String) { modifyTrafficMirrorSession(input: {
    trafficMirrorSessionId: "${id}", packetLength: $length, description: $description }) ${selection} }`;
  const byInput = `mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) ${selection} }`;
  const literal = `mutation { modifyTrafficMirrorSession(input: {
    trafficMirrorSessionId: "${id}", packetLength: 200, description: null }) ${selection} }`;
  const input = { trafficMirrorSessionId: id };
  return [
    ['a value in a variable', byFields, { length: 100, description: 'kept' }],
    ['an absent variable, which keeps', byFields, { length: 101 }],
    ['a null variable, which resets', byFields, { length: null, description: 'kept' }],
    ['an absent property of a variable, which keeps', byInput, { input: { ...input, packetLength: 102 } }],
    ['a null property of a variable, which resets', byInput, { input: { ...input, packetLength: null } }],
    ['a null in the document, which resets', literal, {}],
    ['a null that resets nothing, which is refused', byInput, { input: { ...input, sessionNumber: null } }],
  ].map(([name, document, variables]) => ({ name, document, variables, ec2Calls }) as Operation);
}

export const mutations: readonly Operation[] = [
  {
    name: 'a change that is made',
    document: `mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) {
      trafficMirrorSession { packetLength description networkInterface { networkInterfaceId } }
      changes { field before after } warnings userErrors { code }
    } }`,
    variables: {
      input: { trafficMirrorSessionId: sessionId(6), packetLength: 256, removeFields: ['DESCRIPTION'] },
    },
    ec2Calls: { DescribeTrafficMirrorSessions: 1, ModifyTrafficMirrorSession: 1 },
  },
  ...nullsInEveryForm(),
  {
    name: 'two new sessions, of which one is refused, and a deletion of nothing',
    document: `mutation ($made: CreateTrafficMirrorSessionsInput!, $gone: DeleteTrafficMirrorSessionsInput!) {
      createTrafficMirrorSessions(input: $made) { succeededCount failedCount results { index userErrors { code } } }
      deleteTrafficMirrorSessions(input: $gone) { results { deletedId warningDetails { code } userErrors { code } } }
    }`,
    variables: {
      made: {
        creations: [11, 1].map((n) => ({
          networkInterfaceId: networkInterfaceId(n),
          trafficMirrorTargetId: targetId(2),
          trafficMirrorFilterId: filterId(2),
          sessionNumber: 1,
          virtualNetworkId: 7,
        })),
      },
      gone: { deletions: [{ trafficMirrorSessionId: unknownSessionId }] },
    },
    ec2Calls: {
      CreateTrafficMirrorSession: 2,
      DeleteTrafficMirrorSession: 1,
      DescribeTrafficMirrorSessions: 1,
    },
    but: { '@graphql-tools/federation': twice, '@graphql-tools/stitch': twice },
  },
  {
    name: 'a change that is refused',
    document: `mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) {
      trafficMirrorSession { arn }
      userErrors { __typename code message field ... on TrafficMirrorVersionConflictError { current { id } } }
    } }`,
    variables: { input: { trafficMirrorSessionId: sessionId(1), packetLength: 64, ifVersion: 'older' } },
    ec2Calls: { DescribeTrafficMirrorSessions: 1 },
  },
  {
    name: 'two in one document, of which one is refused',
    document: `mutation ($tags: TagTrafficMirrorResourcesInput!) {
      deleteTrafficMirrorTarget(input: { trafficMirrorTargetId: "${targetId(1)}" }) {
        deletedTrafficMirrorTargetId
        userErrors { code awsErrorCode ... on TrafficMirrorInUseError { blockedBy { sessionNumber } } }
      }
      tagTrafficMirrorResources(input: $tags) { resources { id ... on TrafficMirrorTarget { tag(key: "case") } } }
    }`,
    variables: { tags: { resourceIds: [targetId(2)], add: [{ key: 'case', value: '1042' }] } },
    ec2Calls: both,
    but: { '@graphql-tools/federation': inTwo, '@graphql-tools/stitch': inTwo },
  },
];
