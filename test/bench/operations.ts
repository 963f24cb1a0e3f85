/**
 * The operations that the benchmark's clients send. Unless a workload says otherwise, the embedded EC2 has the seed `large:1000`: 1,000
 * sessions, 10 targets, 10 filters.
 */
import { manyAccounts, placesOf } from './places.ts';

/** A request: its body and, if what is measured goes on with its answer, the next one. */
export interface Asked {
  readonly body: string;
  readonly next?: (answer: string) => Asked | undefined;
}

export const sessions = 1_000;
export const sessionId = (n: number) => `tms-0${n.toString(16).padStart(16, '0')}`;

const session = `id arn trafficMirrorSessionId networkInterfaceId packetLength sessionNumber virtualNetworkId description
  tags { key value }
  target { arn trafficMirrorTargetId type networkLoadBalancerArn }
  filter { arn trafficMirrorFilterId networkServices
    ingressRules { ruleNumber ruleAction sourceCidrBlock destinationCidrBlock }
    egressRules { ruleNumber ruleAction sourceCidrBlock destinationCidrBlock } }`;

const one = `query One($id: ID!) { trafficMirrorSession(id: $id) { ${session} } }`;
const list = `query List($first: Int!) { trafficMirrorSessions(first: $first) { nodes { ${session} } pageInfo { hasNextPage } } }`;
const modify = `mutation Modify($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) {
  trafficMirrorSession { trafficMirrorSessionId description } userErrors { code message } } }`;

const any = () => sessionId(1 + Math.floor(Math.random() * sessions));
const toBody = (query: string, variables?: object) => JSON.stringify({ query, variables });
const readOne = (id: string) => toBody(one, { id });
const readList = (first: number) => toBody(list, { first });
// `dryRun` has a default, but graphql-jit, with which Mercurius also compiles mutations, requires it.
const write = () =>
  toBody(modify, {
    input: { trafficMirrorSessionId: any(), description: `changed ${Math.random()}`, dryRun: false },
  });

/** A document that was never sent before, so nothing that is kept of it is of use. */
const fresh = () => toBody(one.replace('One', `One${Math.random()}`.replace('.', '')), { id: any() });
const wrong = [
  toBody('{ nothing }'),
  toBody('{ trafficMirrorSessions(first: 1001) { nodes { id } } }'),
  toBody(one, { id: ['x', {}] }),
  toBody(one, { id: 'tms-0ffffffffffffffff' }),
  toBody('{'),
  '{',
];
const oneOf = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item;

/** All pages of a list: `query` takes `$after`, and selects `endCursor`, which is null on the last page. */
function walk(query: string): Asked {
  const pageAfter = (after: string | null): Asked => ({
    body: toBody(query, { after }),
    next: (answer) => {
      const [, endCursor] = /"hasNextPage":true,"endCursor":"([^"]+)"/.exec(answer) ?? [];
      return endCursor === undefined ? undefined : pageAfter(endCursor);
    },
  });
  return pageAfter(null);
}

const page = 'pageInfo { hasNextPage endCursor }';
const allSessions = `query All($after: String) { trafficMirrorSessions(first: 1000, after: $after) { nodes { ${session} } ${page} } }`;
const allFindings = `query Findings($after: String) { trafficMirrorFindings(first: 1000, after: $after) { totalCount ${page}
  nodes { id code severity message remedy affectedSessionCount evidence { resourceId property value expected } } } }`;
const coverage = `query Coverage { trafficMirrorCoverage(first: 1000) { coverage { total mirrored missing unknown impossible }
  nodes { state reasons { code } networkInterface { networkInterfaceId } } } }`;

const manyPlaces = placesOf(manyAccounts);
const scope = 'scope: { accountIds: [$accountId], regions: [$region] }';
const ofPlace = `query Place($accountId: ID!, $region: String!) {
  trafficMirrorSessions(${scope}, first: 100) { nodes { ${session} } pageInfo { hasNextPage } } }`;
const everywhere = 'scope: { allAccounts: true, allRegions: true }';
const allPlaces = `query Places($after: String) {
  trafficMirrorSessions(${everywhere}, first: 1000, after: $after) { nodes { ${session} } ${page} } }`;

const toAsked =
  (toBody: () => string): (() => Asked) =>
  () => ({ body: toBody() });

/** By name: a function that creates the next request. */
export const operations = {
  one: toAsked(() => readOne(sessionId(500))),
  any: toAsked(() => readOne(any())),
  list1000: toAsked(() => readList(1_000)),
  lists: toAsked(() => readList(900 + Math.floor(Math.random() * 101))),
  list100: toAsked(() => readList(100)),
  lists100: toAsked(() => readList(50 + Math.floor(Math.random() * 100))),
  modify: toAsked(write),
  fresh: toAsked(fresh),
  /** Everything that callers do over a long time, mistakes included. */
  soak: toAsked(() => {
    const dice = Math.random();
    if (dice < 0.1) return oneOf(wrong);
    if (dice < 0.2) return fresh();
    if (dice < 0.25) return write();
    return dice < 0.35 ? readList(50 + Math.floor(Math.random() * 100)) : readOne(any());
  }),
  mixed: toAsked(() => {
    const dice = Math.random();
    if (dice < 0.02) return write();
    return dice < 0.1 ? readList(100) : readOne(any());
  }),
  allSessions: () => walk(allSessions),
  allFindings: () => walk(allFindings),
  coverage: toAsked(() => toBody(coverage)),
  /** The sessions of one of 200 accounts in one of two Regions. */
  ofPlace: toAsked(() => {
    const { accountId, region } = oneOf(manyPlaces);
    return toBody(ofPlace, { accountId, region });
  }),
  allPlaces: () => walk(allPlaces),
};

export type OperationName = keyof typeof operations;
