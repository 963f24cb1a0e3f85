/** Valid operations of every kind, with variables. The creates have a key, so that sending them again makes nothing new. */
import {
  filterId,
  networkInterfaceId,
  newRule,
  newSession,
  ruleId,
  sessionId,
  targetId,
} from '../support/demo.ts';

export interface ValidOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const session = `id arn trafficMirrorSessionId ownerId networkInterfaceId packetLength sessionNumber virtualNetworkId description version
  tags { key value } tag(key: "Name") target { type rawType description } filter { networkServices }
  networkInterface { trafficMirrorSurroundings { vpcId instanceId tags { key value } } trafficMirrorEligibility { eligible reasons } }`;
const rule = `id ruleNumber ruleAction protocol trafficDirection version sourceCidrBlock destinationCidrBlock
  sourcePortRange { fromPort toPort } destinationPortRange { fromPort toPort } description tags { key value }`;
const filter = `id description version networkServices rawNetworkServices ingressRules { ${rule} } egressRules { ${rule} } tags { key value }`;
const target =
  'id type rawType networkInterfaceId networkLoadBalancerArn gatewayLoadBalancerEndpointId description capacity { sourcesAllowed isUnlimited sourcesInUse isComplete }';
const page = 'pageInfo { hasNextPage endCursor } scopeErrors { code message awsErrorCode scope { region } }';
const errors = 'userErrors { __typename code message field retryable awsErrorCode awsRequestId }';
const changes = 'changes { field before after }';

const list = (name: string, type: string, fields: string, filterBy: object): ValidOperation => ({
  query: `query List($filter: ${type}, $scope: AwsFanOutInput, $first: Int!, $after: String) {
    ${name}(filter: $filter, scope: $scope, first: $first, after: $after) { nodes { ${fields} } ${page} } }`,
  variables: { filter: filterBy, scope: { regions: ['us-east-1'] }, first: 50, after: null },
});
const one = (name: string, fields: string, id: string): ValidOperation => ({
  query: `query One($id: ID!, $scope: AwsScopeInput, $deep: Boolean! = true) {
    ${name}(id: $id, scope: $scope) { id ... @include(if: $deep) { ${fields} } } }`,
  variables: { id, scope: { accountId: '123456789012', region: 'us-east-1' }, deep: true },
});
const capital = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const change = (name: string, answer: string, input: object): ValidOperation => ({
  query: `mutation Change($input: ${capital(name)}Input!) { ${name}(input: $input) { ${answer} ${errors} } }`,
  variables: { input },
});
const create = (name: string, field: string, fields: string, input: object) =>
  change(name, `${field} { ${fields} } warnings dryRun { verdict message } clientToken awsRequestId`, {
    ...input,
    description: 'fuzz',
    tags: [{ key: 'team', value: 'fuzz' }],
    idempotencyKey: `fuzz-${name}`,
    dryRun: false,
  });

const plans = `... on TrafficMirrorPlan { ${changes} warnings warningDetails { code message field } dryRun { verdict } ${errors} }`;
const plan = (name: string, answer: string, input: object): ValidOperation => ({
  query: `query Plan($input: ${capital(name)}Input!) { plan${capital(name)}(input: $input) { ${answer} ${plans} } }`,
  variables: { input },
});
const planMany = (verb: string, input: object): ValidOperation => ({
  query: `query Plans($input: ${capital(verb)}TrafficMirrorSessionsInput!) { plan${capital(verb)}TrafficMirrorSessions(input: $input) {
    plans { ${plans} } succeedingCount failingCount ${errors} } }`,
  variables: { input },
});

const reads: readonly ValidOperation[] = [
  list('trafficMirrorSessions', 'TrafficMirrorSessionFilterInput', session, {
    packetLengths: [128],
    tags: [{ key: '*', values: ['*'] }],
  }),
  list('trafficMirrorTargets', 'TrafficMirrorTargetFilterInput', target, { ownerIds: ['123456789012'] }),
  {
    query: `query Ordered($filter: TrafficMirrorSessionFilterInput, $orderBy: TrafficMirrorSessionOrderInput, $first: Int!, $after: String) {
      trafficMirrorSessions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { nodes { id } totalCount ${page} } }`,
    variables: {
      filter: { vpcIds: ['vpc-01a2b3c4d5e6f0001'], wholePackets: false, sessionNumbers: [1, 2] },
      orderBy: { field: 'SOURCE', direction: 'DESC' },
      first: 2,
      after: null,
    },
  },
  list('trafficMirrorTargets', 'TrafficMirrorTargetFilterInput', 'id', { types: ['UNKNOWN'] }),
  list('trafficMirrorFilters', 'TrafficMirrorFilterFilterInput', filter, {}),
  list('trafficMirrorFilterRules', 'TrafficMirrorFilterRuleFilterInput', rule, {
    ruleActions: ['ACCEPT'],
    protocols: [6],
  }),
  list(
    'trafficMirrorSources',
    'TrafficMirrorSourceFilterInput',
    'networkInterfaceId trafficMirrorSessions { id }',
    { networkInterfaceIds: [networkInterfaceId(1)] },
  ),
  list(
    'trafficMirrorCoverage',
    'TrafficMirrorSourceFilterInput',
    'state reasons { code } networkInterface { networkInterfaceId trafficMirrorSessions { id } }',
    { subnetIds: ['subnet-02b3c4d5e6f7a0001'] },
  ),
  {
    query: `query Captures($scope: AwsFanOutInput, $first: Int!, $after: String) {
      trafficMirrorCaptures(scope: $scope, first: $first, after: $after) { nodes { id state expiresAt reason sessions { id } } ${page} } }`,
    variables: { scope: { regions: ['us-east-1'] }, first: 50, after: null },
  },
  {
    query: `query Packets($packets: [TrafficMirrorPacketKeyInput!]!, $target: ID) {
      trafficMirrorSessionsByPackets(packets: $packets, trafficMirrorTargetId: $target) { basis sessions { id } } }`,
    variables: {
      packets: [{ virtualNetworkId: 4_211_001, outerSourceAddress: '10.20.1.11' }],
      target: targetId(1),
    },
  },
  {
    query: `query Simulate($packet: TrafficMirrorPacketInput!) {
      simulateTrafficMirror(packet: $packet) { verdict message outerDestinationAddresses bytesCopied assumptions
        rule { id } trace { outcome session { id } rule { id } } } }`,
    variables: {
      packet: {
        networkInterfaceId: networkInterfaceId(1),
        direction: 'EGRESS',
        protocol: 17,
        sourceAddress: '10.20.1.11',
        destinationAddress: '10.20.0.2',
        sourcePort: 40_000,
        destinationPort: 53,
        bytes: 9_000,
      },
    },
  },
  one('trafficMirrorSession', session, sessionId(1)),
  one('trafficMirrorTarget', `${target} sessions(first: 5) { nodes { id } }`, targetId(1)),
  one('trafficMirrorFilter', filter, filterId(1)),
  one('trafficMirrorFilterRule', `${rule} filter { id }`, ruleId),
  {
    query: `query ByIds($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { ${session} } }`,
    variables: { ids: [sessionId(1), sessionId(2), 'tms-0ffffffffffffffff'] },
  },
  {
    query: `query Entities($representations: [_Any!]!) { _entities(representations: $representations) { ... on TrafficMirrorTarget { ${target} } ... on NetworkInterface { trafficMirrorTarget { id } } } }`,
    variables: {
      representations: [
        { __typename: 'TrafficMirrorTarget', id: targetId(1) },
        { __typename: 'NetworkInterface', region: 'us-east-1', networkInterfaceId: networkInterfaceId(1) },
      ],
    },
  },
  {
    query: `query Plan($input: ModifyTrafficMirrorSessionInput!) { planTrafficMirrorSession(input: $input) { ${changes} warnings dryRun { verdict } ${errors} } }`,
    variables: {
      input: { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId: targetId(2), packetLength: 64 },
    },
  },
  ...[
    ['createTrafficMirrorSession', 'target { type } filter { version }', newSession],
    [
      'deleteTrafficMirrorSession',
      'trafficMirrorSession { version }',
      { trafficMirrorSessionId: sessionId(2) },
    ],
    ['createTrafficMirrorTarget', '', { networkInterfaceId: networkInterfaceId(9) }],
    ['deleteTrafficMirrorTarget', 'trafficMirrorTarget { id }', { trafficMirrorTargetId: targetId(1) }],
    ['createTrafficMirrorFilterRule', 'filter { version }', newRule],
    ['modifyTrafficMirrorFilterRule', '', { trafficMirrorFilterRuleId: ruleId, protocol: null }],
    ['tagTrafficMirrorResources', 'resources { id }', { resourceIds: [filterId(1)], removeKeys: ['team'] }],
  ].map(([name, answer, input]) => plan(String(name), String(answer), input as object)),
  ...[
    ['create', { creations: [newSession, newSession] }],
    [
      'modify',
      { modifications: [{ trafficMirrorSessionId: sessionId(1), sessionNumber: 7 }], onError: 'STOP' },
    ],
    ['delete', { deletions: [{ trafficMirrorSessionId: sessionId(1) }] }],
  ].map(([verb, input]) => planMany(String(verb), input as object)),
];

const modification = {
  trafficMirrorSessionId: sessionId(4),
  packetLength: 100,
  description: 'fuzz',
  removeFields: ['VIRTUAL_NETWORK_ID'],
};
const mutations: readonly ValidOperation[] = [
  change('modifyTrafficMirrorSession', `trafficMirrorSession { ${session} } ${changes} warnings`, {
    ...modification,
    description: null,
  }),
  change('modifyTrafficMirrorSessions', `results { index ${errors} } succeededCount failedCount`, {
    modifications: [modification],
    onError: 'STOP',
  }),
  change('createTrafficMirrorSessions', `results { index clientToken ${errors} } succeededCount`, {
    creations: [{ ...newSession, idempotencyKey: 'fuzz-many', dryRun: true }],
    onError: 'CONTINUE',
  }),
  change('deleteTrafficMirrorSessions', `results { deletedId ${errors} } failedCount`, {
    deletions: [{ trafficMirrorSessionId: sessionId(5), dryRun: true }],
    onError: 'STOP',
  }),
  change('startTrafficMirrorCapture', `trafficMirrorCapture { id state sessions { ${session} } } warnings`, {
    networkInterfaceIds: [networkInterfaceId(6), networkInterfaceId(11)],
    trafficMirrorTargetId: targetId(2),
    trafficMirrorFilterId: filterId(1),
    minutes: 5,
    reason: 'fuzz',
    precedence: 'AFTER_OTHERS',
    idempotencyKey: 'fuzz-capture',
  }),
  change('extendTrafficMirrorCapture', 'trafficMirrorCapture { expiresAt }', {
    captureId: 'fuzz',
    minutes: 5,
  }),
  change('stopTrafficMirrorCapture', 'warnings', { captureId: 'fuzz' }),
  change('moveTrafficMirrorSessions', `operation { id state } sessions { ${session} } warnings`, {
    fromTrafficMirrorTargetId: targetId(1),
    toTrafficMirrorTargetId: targetId(2),
    filter: { sessionNumbers: [1] },
    rollbackOnFailure: true,
  }),
  change('stopTrafficMirrorOperation', 'operation { state } warnings', {
    operationId: 'fuzz',
    rollBack: true,
  }),
  change('modifyTrafficMirrorFilterRule', `trafficMirrorFilterRule { ${rule} } ${changes}`, {
    trafficMirrorFilterRuleId: ruleId,
    ruleNumber: 9,
    protocol: 6,
    sourcePortRange: { fromPort: 1, toPort: 2 },
  }),
  change('modifyTrafficMirrorFilterNetworkServices', `trafficMirrorFilter { ${filter} }`, {
    trafficMirrorFilterId: filterId(1),
    addNetworkServices: ['AMAZON_DNS'],
  }),
  create('createTrafficMirrorSession', 'trafficMirrorSession', session, newSession),
  create('createTrafficMirrorTarget', 'trafficMirrorTarget', target, {
    networkInterfaceId: networkInterfaceId(9),
  }),
  create('createTrafficMirrorFilter', 'trafficMirrorFilter', filter, {}),
  create('createTrafficMirrorFilterRule', 'trafficMirrorFilterRule', rule, newRule),
  change('deleteTrafficMirrorSession', 'deletedTrafficMirrorSessionId warnings', {
    trafficMirrorSessionId: sessionId(5),
    dryRun: true,
  }),
  change('deleteTrafficMirrorFilter', 'deletedTrafficMirrorFilterId warnings', {
    trafficMirrorFilterId: 'tmf-0ffffffffffffffff',
  }),
  change('tagTrafficMirrorResources', 'resources { id } dryRun { verdict }', {
    resourceIds: [sessionId(1)],
    add: [{ key: 'a', value: 'b' }],
    removeKeys: ['c'],
  }),
];

export const operations: readonly ValidOperation[] = [...reads, ...mutations];
