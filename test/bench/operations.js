/** The operations that the benchmark's clients send. The embedded EC2 has the seed `large:1000`: 1,000 sessions, 10 targets, 10 filters. */

export const sessions = 1_000;
export const sessionId = (n) => `tms-0${n.toString(16).padStart(16, '0')}`;

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
const readOne = (id) => JSON.stringify({ query: one, variables: { id } });
const readList = (first) => JSON.stringify({ query: list, variables: { first } });
// `dryRun` has a default, but graphql-jit, with which Mercurius also compiles mutations, requires it.
const write = () =>
  JSON.stringify({
    query: modify,
    variables: {
      input: { trafficMirrorSessionId: any(), description: `changed ${Math.random()}`, dryRun: false },
    },
  });

/** A document that was never sent before, so nothing that is kept of it is of use. */
const fresh = () =>
  JSON.stringify({
    query: one.replace('One', `One${Math.random()}`.replace('.', '')),
    variables: { id: any() },
  });
const wrong = [
  JSON.stringify({ query: '{ nothing }' }),
  JSON.stringify({ query: '{ trafficMirrorSessions(first: 1001) { nodes { id } } }' }),
  JSON.stringify({ query: one, variables: { id: ['x', {}] } }),
  JSON.stringify({ query: one, variables: { id: 'tms-0ffffffffffffffff' } }),
  JSON.stringify({ query: '{' }),
  '{',
];

/** By name: a function that creates the body of the next request. */
export const operations = {
  one: () => readOne(sessionId(500)),
  any: () => readOne(any()),
  list1000: () => readList(1_000),
  lists: () => readList(900 + Math.floor(Math.random() * 101)),
  list100: () => readList(100),
  lists100: () => readList(50 + Math.floor(Math.random() * 100)),
  modify: write,
  fresh,
  /** Everything that callers do over a long time, mistakes included. */
  soak: () => {
    const dice = Math.random();
    if (dice < 0.1) return wrong[Math.floor(Math.random() * wrong.length)];
    if (dice < 0.2) return fresh();
    if (dice < 0.25) return write();
    return dice < 0.35 ? readList(50 + Math.floor(Math.random() * 100)) : readOne(any());
  },
  mixed: () => {
    const dice = Math.random();
    if (dice < 0.02) return write();
    return dice < 0.1 ? readList(100) : readOne(any());
  },
};
