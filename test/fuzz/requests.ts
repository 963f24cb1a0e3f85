/** The parts of raw requests: those that reach a handler, and those that HTTP forbids or that are beyond its limits. */
import { wildNames } from './wild.ts';

const long = 'x'.repeat(17_000);
const query = encodeURIComponent('{ trafficMirrorScopes { region } }');
const lines = (text: string) => text.trim().split(/\n */);

export const methods = [
  ...'HEAD PUT OPTIONS TRACE DELETE PATCH PRI CONNECT M-SEARCH post é'.split(' '),
  ...['', 'G\tET', 'GET\0', 'X'.repeat(500)],
];
export const versions = [
  '',
  'HTTP/1.1 x',
  ...'HTTP/1.0 HTTP/2.0 HTTP/0.9 HTTP/9.9 http/1.1 XTTP/1.1'.split(' '),
];

const parameters =
  '&x &variables=%7B &variables=[1]&extensions=x &variables=null &variables=1 &operationName=__proto__ &extensions=%7B%7D';
export const harmlessTargets = [
  `/graphql?query=${query}&query=${query}`,
  ...parameters.split(' ').map((rest) => `/graphql?query=${query}${rest}`),
  ...`/graphql? /graphql?query /graphql?query=%7B /graphql?% /graphql?query=%ff%fe /graphql?__proto__=x&constructor=y
    /graphql?query=mutation%7B__typename%7D /graphql/ //graphql /x/../graphql /%67raphql /graphql%00 /graphql;x /..;/graphql
    /GRAPHQL / /map /health/live /health/ready /assets/../../package.json /assets/%2e%2e/x /__proto__ /constructor // ///
    /% /%zz //[ //@ /metrics`.split(/\s+/),
];
export const oddTargets = [
  ...'* \\graphql /graphql#x http://evil.example/graphql http://[::1 https://x:99999/ /é ?query=x'.split(' '),
  ...['', '/graphql\t', '/\u0001', '/ /graphql', `/${long}`, `/graphql?query=${long}`],
];

export const harmlessHeaders = [
  ...wildNames.map((name) => `${name}: ${name}`),
  `x-request-id: ${'x'.repeat(129)}`,
  'authorization: Bearer \u00ff',
  ...lines(`
    accept: */*
    accept: text/html
    accept: application/graphql-response+json
    accept: application/json;q=0
    accept:
    accept: ,,;q=;
    x-request-id: fuzz-0001
    x-request-id: x
    x-request-id: a b
    x-request-id: <script>
    content-type: text/plain
    content-type: application/json; charset=utf-16
    content-type: application/json, x
    content-encoding: gzip
    content-encoding: identity
    accept-encoding: gzip, br;q=0
    accept-encoding: br
    accept-encoding: ;q=
    accept-encoding: gzip;q=x
    connection: close
    connection: upgrade
    connection: keep-alive, x
    authorization: Bearer x.y.z
    authorization: Basic eDp5
    authorization:
    expect: 100-continue
    expect: x
    upgrade: websocket
    upgrade: h2c
    if-none-match: *
    if-none-match: "x"
    traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
    traceparent: x
    origin: https://app.example.com
    access-control-request-method: POST
    apollographql-client-name: <script>
    apollographql-client-version:
    apollo-require-preflight: 1
    x-apollo-operation-name: x
    x-ec2-cost: 1
    cookie: a=b
    origin: null
    range: bytes=0-
    trailer: x
    forwarded: for=x`),
];
export const oddHeaders = [
  ...['chunked', 'gzip, chunked', 'chunked, chunked', 'identity', 'x', '\tchunked'].map(
    (coding) => `transfer-encoding: ${coding}`,
  ),
  ...['0', '5', '-1', '+5', '1e3', '0x10', '99999999', '99999999999999999999', '5, 5', '5 5', ''].map(
    (length) => `content-length: ${length}`,
  ),
  ...[
    'host: x',
    'host:',
    'host: a\r\nhost: b',
    'host: [::1',
    'HOST : x',
    `x: ${long}`,
    'no colon',
    ': no name',
    ' folded',
  ],
  ...['x:\n y', 'x: \0', 'x\u00e9: y', 'x: a\rb', 'a: b\nc: d', '\r', 'x-request-id: \u0001'],
];

const request = (text: string, rest = '') => `{"query":"${text}"${rest}}`;
export const bodies = [
  '{ __typename }',
  '{ trafficMirrorSessions { nodes { id } } }',
  '{ nope }',
  'mutation { __typename }',
  '{ _service { sdl } }',
].map((text) => request(text));
export const oddBodies = [
  ...lines(`
    null
    []
    [{"query":"{ __typename }"}]
    ""
    1
    {
    {}
    [
    {"query":1}
    {"query":null}
    {"query":""}
    {"query":["x"]}
    {"documentId":"x"}
    {"query":"{ __typename }","variables":[]}
    {"query":"{ __typename }","variables":"x"}
    {"query":"{ __typename }","variables":null,"extensions":1}
    {"query":"{ __typename }","operationName":1}
    {"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}
    {"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"}}}
    {"query":"{__typename}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"}}}
    {"query":"{ __typename }","extensions":[]}
    {"query":"{ __typename }","__proto__":{"x":1},"constructor":1}
    {"query":"{ __typename }","query":"{ a }"}
    {"query":"{ __typename }","http":{}}`),
  ...['', '\xef\xbb\xbf{"query":"{ __typename }"}', '\xff\xfe\0', '{"query":"\xff"}', '['.repeat(100_000)],
  request(`#${'x'.repeat(300_000)}`),
];
