/** Documents with which public tools attack GraphQL servers, and some of our own: each must be refused before anything is executed. */

export interface Attack {
  readonly name: string;
  readonly path: string;
  readonly init: RequestInit;
}

const json = { 'content-type': 'application/json' };

const sent = (name: string, body: unknown, headers: Record<string, string> = json): Attack => ({
  name,
  path: '/graphql',
  init: { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
});
const got = (name: string, search: Record<string, string>, headers: Record<string, string> = {}): Attack => ({
  name,
  path: `/graphql?${new URLSearchParams(search)}`,
  init: { headers },
});
const ask = (name: string, query: string, variables?: object) => sent(name, { query, variables });

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const nest = (levels: number, open: string, inner: string, close = '}') =>
  `${open.repeat(levels)} ${inner} ${close.repeat(levels)}`;
const id = 'id: "tms-0a1b2c3d4e5f60001"';
const session = (fields: string) => `{ trafficMirrorSession(${id}) { ${fields} } }`;
const list = (first: string | number, fields: string) =>
  `trafficMirrorSessions(first: ${first}) { nodes { ${fields} } }`;
/** Each fragment spreads the next one twice. */
const doubling = (levels: number, type: string, fields: string) =>
  `${times(levels, (i) => `fragment F${i} on ${type} { ...F${i + 1} ...F${i + 1} }`)} fragment F${levels} on ${type} { ${fields} }`;
const brackets = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const update =
  'modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001", packetLength: 9 }) { warnings }';
const requestOf = (query: string) => ({ query });

/** graphql-cop 1.15, its probes as they are sent. */
const graphqlCop = [
  ask('field suggestions', 'query cop { __schema { directive } }'),
  ask('101 aliases of __typename', `query cop { ${times(101, (i) => `alias${i}: __typename`)} }`),
  sent('a batch of 10', Array(10).fill(requestOf('query cop { __typename }'))),
  ask('10 unknown directives on a field', `query cop { __typename ${'@aa'.repeat(10)} }`),
  ask(
    'circular introspection',
    'query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }',
  ),
  ask('500 times the same field', `query cop { ${times(500, () => '__typename')} }`),
  got('a query by a plain link', { query: '{__typename}' }),
  got('a mutation by GET', { query: 'mutation { __typename }' }, { 'apollo-require-preflight': '1' }),
  sent('a form', 'query=query+cop+%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
  ask('what raises an unhandled error', 'qwerty cop { abc }'),
];

/** DVGA's scenarios, on this schema. */
const dvga = [
  sent('a batch of 1,000', Array(1_000).fill(requestOf(session('arn')))),
  sent('a batch of mutations', Array(20).fill(requestOf(`mutation { ${update} }`))),
  ask(
    'deep recursion',
    `{ ${nest(40, 'trafficMirrorSource(networkInterfaceId: "eni-1") { trafficMirrorTarget { networkInterface {', 'region', '}}}')} }`,
  ),
  ask('recursion through siblings', session(nest(30, 'siblings {', 'arn'))),
  ask('recursion through filter and rules', session(nest(10, 'filter { ingressRules {', 'arn', '}}'))),
  ask(
    'a resource-intensive list',
    `{ trafficMirrorFilters(first: 1000) { nodes { sessions(first: 1000) { nodes { arn } } } } }`,
  ),
  ask('1,000 times the same root field', `{ ${times(1_000, () => '__typename')} }`),
  ask('500 times a field with a selection', session(times(500, () => 'target { arn }'))),
  ask('100 aliases of a costly list', `{ ${times(100, (i) => `a${i}: ${list(1000, 'arn')}`)} }`),
  ask('100 aliases of a mutation', `mutation { ${times(100, (i) => `a${i}: ${update}`)} }`),
  ask(
    '11 mutations in fragments',
    `mutation { ${times(11, () => '...F')} } fragment F on Mutation { ${update} }`,
  ),
  ask('a circular fragment', '{ ...A } fragment A on Query { ...A }'),
  ask(
    'a ring of fragments',
    '{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }',
  ),
  ask(
    'a circular fragment below a field',
    `${session('...A')} fragment A on TrafficMirrorSession { siblings { ...A } }`,
  ),
  ask(
    'circular fragments that nothing spreads',
    '{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }',
  ),
  ask('a deny-listed field under an alias', '{ a: systemHealth }'),
  ask('an operation of another kind', 'subscription { x }'),
];

/** InQL's batches, brute force and cycles. */
const inql = [
  ask('guesses of 26 root names', `{ ${times(26, (i) => `guess${i}`)} }`),
  ask('guesses of 1,500 names', `{ ${session(times(1_500, (i) => `guess${i}`)).slice(1, -1)} }`),
  ask(
    'guesses of arguments',
    '{ trafficMirrorSession(user: 1, password: 2, token: 3, admin: 4, debug: 5, file: 6, sql: 7) { arn } }',
  ),
  ask('an object without a selection', '{ trafficMirrorSessions }'),
  ask('a scalar with a selection', session('arn { x }')),
  ask('an argument of a wrong type', '{ trafficMirrorSession(id: { a: 1 }) { arn } }'),
  ask('a missing argument', '{ trafficMirrorSession { arn } }'),
  ask(
    '51 ids tried under aliases',
    `{ ${times(51, (i) => `t${i}: trafficMirrorSession(id: "tms-0000000000000${1000 + i}") { arn }`)} }`,
  ),
  ask(
    'introspection through a cycle of types',
    `{ __type(name: "Query") { ${nest(6, 'fields { type {', 'name', '}}')} } }`,
  ),
  ask(
    'introspection of possible types',
    `{ __schema { types { ${nest(4, 'possibleTypes { interfaces {', 'name', '}}')} } } }`,
  ),
  ask(
    'introspection through a fragment',
    `{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...T } } }`,
  ),
];

/** Amplification: fragments, pages and lists. */
const bombs = [
  ask('an alias and fragment bomb of 2^14 branches', `{ ...F0 } ${doubling(14, 'Query', 'a: __typename')}`),
  ask('a fragment bomb of 2^49 branches', `{ ...F0 } ${doubling(49, 'Query', '__typename')}`),
  ask('a fragment bomb below a field', `${session('...F0')} ${doubling(40, 'TrafficMirrorSession', 'arn')}`),
  ask('a fragment bomb of aliases', `${session('...F0')} ${doubling(6, 'TrafficMirrorSession', 'x: arn')}`),
  ask(
    'a bomb of inline fragments',
    `{ ${nest(300, '... {', '__typename')} ${times(30, () => '... { __typename }')} }`,
  ),
  ask(
    'pages of 1,000 on three levels',
    `{ trafficMirrorFilters(first: 1000) { nodes { sessions(first: 1000) { nodes { filter { sessions(first: 1000) { nodes { arn } } } } } } } }`,
  ),
  ask(
    'pages in variables',
    `query ($n: Int!) { trafficMirrorTargets(first: $n) { nodes { sessions(first: $n) { nodes { arn } } } } }`,
    { n: 1000 },
  ),
  ask(
    'pages in defaults of variables',
    `query ($n: Int! = 1000) { trafficMirrorTargets(first: $n) { nodes { sessions(first: $n) { nodes { arn } } } } }`,
  ),
  ask(
    '25 lists of 1,000 with edges',
    `{ ${times(25, (i) => `a${i}: ${list(1000, 'target { arn } filter { arn }')}`)} }`,
  ),
  ask('a page of 2,147,483,647', `{ ${list(2_147_483_647, 'arn')} }`),
  ask('a page of 2,147,483,647 in a variable', `query ($n: Int!) { ${list('$n', 'arn')} }`, {
    n: 2_147_483_647,
  }),
  ask('a page of 1e300', `query ($n: Int!) { ${list('$n', 'arn')} }`, { n: 1e300 }),
  ask(
    '50 aliases in each of 1,000 rows',
    `{ ${list(
      1000,
      times(50, (i) => `a${i}: description`),
    )} }`,
  ),
  ask(
    '1,000 ids, 1,000 sessions each, with their siblings and targets',
    `query ($ids: [ID!]!) { trafficMirrorTargetsByIds(ids: $ids) { sessions(first: 1000) { nodes { siblings {
      target { sessions(first: 1000) { nodes { arn } } } } } } } }`,
    { ids: Array(1000).fill('tmt-0a1b2c3d4e5f60001') },
  ),
  ask(
    '1,000 entities, 1,000 sessions each, with their siblings and targets',
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on TrafficMirrorTarget { sessions(first: 1000) { nodes {
      siblings { target { sessions(first: 1000) { nodes { arn } } } } } } } } }`,
    { r: Array(1000).fill({ __typename: 'TrafficMirrorTarget', id: 'x' }) },
  ),
  ask('3,001 entities', 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', {
    r: Array(3001).fill({ __typename: 'TrafficMirrorTarget', id: 'x' }),
  }),
  ask(
    '24 look-ups of 3,000 ids in one variable',
    `query ($ids: [ID!]!) { ${times(24, (i) => `a${i}: nodes(ids: $ids) { __typename }`)} }`,
    { ids: Array(3_000).fill('x') },
  ),
  ask('20,000 ids in a variable', 'query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { arn } }', {
    ids: Array(20_000).fill('x'),
  }),
  ask(
    '50 lists in a variable',
    'query ($f: TrafficMirrorSessionFilterInput) { trafficMirrorSessions(filter: $f) { nodes { arn } } }',
    { f: { tags: Array(50).fill({ key: 'k', values: Array(1001).fill('') }) } },
  ),
  ask(
    '1,500 values in the document',
    `{ trafficMirrorSessionsByIds(ids: [${times(1_500, () => '"x"')}]) { arn } }`,
  ),
];

/** Documents that are expensive to parse or to validate. */
const documents = [
  ask('10,000 aliases', `{ ${times(10_000, (i) => `a${i}: __typename`)} }`),
  ask('300 overlapping fields', `{ ${times(300, (i) => `trafficMirrorSession(id: "${i}") { arn }`)} }`),
  ask(
    '300 overlapping fields below',
    session(times(300, (i) => `sessions${i % 2}: target { sessions(first: ${i + 1}) { nodes { arn } } }`)),
  ),
  ask(
    'overlapping fields in 40 fragments',
    `${session(times(40, (i) => `...F${i}`))} ${times(40, (i) => `fragment F${i} on TrafficMirrorSession { x: ${i % 2 ? 'arn' : 'id'} target { sessions(first: ${i + 1}) { nodes { arn } } } }`)}`,
  ),
  ask('650 levels', nest(650, '{ a', '', '}')),
  ask('20,000 levels', nest(20_000, '{ a', '', '}')),
  ask('100,000 brackets', `{ a(b: ${brackets(100_000)}) }`),
  ask('900 brackets', `{ a(b: ${brackets(900)}) }`),
  ask('1,000 unknown directives', `{ __typename ${times(1_000, (i) => `@a${i}`)} }`),
  ask(
    'directives on every element',
    `query @a @b { ${times(20, (i) => `... @a${i} @b { __typename @c @d }`)} }`,
  ),
  ask(
    '100 operations',
    times(100, (i) => `query Q${i} { __typename }`),
  ),
  ask(
    '6 operations',
    times(6, (i) => `query Q${i} { __typename }`),
  ),
  ask('1,000 variables', `query (${times(1_000, (i) => `$v${i}: Int`)}) { __typename }`),
  ask('300 unused variables', `query (${times(300, (i) => `$v${i}: Int`)}) { __typename }`),
  ask('a name of 200,000 characters', `{ ${'a'.repeat(200_000)} }`),
  ask('an alias of 200,000 characters in 1,000 rows', `{ ${list(1000, `${'a'.repeat(200_000)}: arn`)} }`),
  ask(
    'a text of 200,000 characters for a number',
    `{ trafficMirrorSessions(first: "${'a'.repeat(200_000)}") { nodes { arn } } }`,
  ),
  ask('the same in a variable', `query ($n: Int!) { ${list('$n', 'arn')} }`, { n: 'a'.repeat(200_000) }),
  ask(
    '1,000 texts for numbers',
    'query ($f: TrafficMirrorSessionFilterInput) { trafficMirrorSessions(filter: $f) { nodes { arn } } }',
    { f: { packetLengths: Array(1_000).fill('x'.repeat(200)) } },
  ),
  sent(
    'variables 60,000 lists deep',
    `{"query":"query ($n: Int!) { trafficMirrorSessions(first: $n) { nodes { arn } } }","variables":{"n":${brackets(60_000)}}}`,
  ),
  ask('200,000 braces', '{'.repeat(200_000)),
  ask('200,000 commas and a brace', `${','.repeat(200_000)}{`),
  ask('a comment of 200,000 characters', `#${'x'.repeat(200_000)}`),
  ask(
    'type definitions',
    times(300, (i) => `type T${i} { a: Int }`),
  ),
  ask('an empty document', ''),
  sent('a body of 300 KB', { query: `{ __typename } #${'x'.repeat(300_000)}` }),
  sent('a query that is an object', { query: { kind: 'Document', definitions: [] } }),
  sent('200,000 nested brackets as a body', brackets(100_000)),
];

export const attacks: readonly Attack[] = [...graphqlCop, ...dvga, ...inql, ...bombs, ...documents];
