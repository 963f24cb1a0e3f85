/** Every error names its request, also those of requests that Apollo Server refuses before it executes anything. */
import { beforeAll, expect, test } from '@jest/globals';
import { readChain } from '../../src/audit/chain.ts';
import { newAuditFile, readRecords } from '../support/audit.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});

const json = { 'content-type': 'application/json' };
const get = (search: string, headers: object = json): [string, RequestInit] => [
  search,
  { headers: { ...headers } },
];
const post = (body: object, headers: object = json): [string, RequestInit] => [
  '',
  { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) },
];
const query = '{ __typename }';

test.each<[string, [string, RequestInit]]>([
  ['variables that are not JSON', get(`?query=${query}&variables=x`)],
  ['variables that are a list', get(`?query=${query}&variables=[]`)],
  ['extensions that are not JSON', get(`?query=${query}&extensions=x`)],
  ['two queries', get(`?query=${query}&query=${query}`)],
  ['a request that a form could send', get(`?query=${query}`, {})],
  ['nothing', post({})],
  ['a query that is a number', post({ query: 1 })],
  ['an operation name that is a number', post({ query, operationName: 3 })],
  ['extensions that are a number', post({ query, extensions: 3 })],
  ['extensions that are a list', post({ query, extensions: [] })],
  ['a type of answer that is not offered', post({ query }, { accept: 'text/html' })],
])('%s', async (_, [search, init]) => {
  const headers = { ...init.headers, 'x-request-id': 'request-1042' };
  const response = await fetch(`${gateway.url}/graphql${search}`, { ...init, headers });
  expect(response.status).toBeGreaterThanOrEqual(400);
  const { errors } = (await response.json()) as { errors: { extensions: object }[] };
  expect(errors.length).toBeGreaterThan(0);
  for (const { extensions } of errors) expect(extensions).toMatchObject({ requestId: 'request-1042' });
});

test('two changes with the same id are two changes: the audit file tells them apart, and its chain holds', async () => {
  const file = newAuditFile();
  const audited = await startTestGateway({ env: { AUDIT_FILE: file } });
  const change = (session: number) =>
    `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(session)}", packetLength: 7 }) { userErrors { code } } }`;
  const headers = { ...json, 'x-request-id': 'request-1042' };
  const answers = await Promise.all(
    [1, 2, 1].map(async (session) => {
      const body = JSON.stringify({ query: change(session) });
      const response = await fetch(`${audited.url}/graphql`, { method: 'POST', headers, body });
      return [response.headers.get('x-request-id'), await response.json()];
    }),
  );
  for (const [id, answer] of answers) {
    expect(id).toBe('request-1042');
    expect(answer).toHaveProperty('data.modifyTrafficMirrorSession');
  }
  await audited.stop();
  const lines = readRecords(file);
  const intents = lines.filter(({ event }) => event === 'intent');
  const outcomes = lines.filter(({ event }) => event === 'outcome');
  expect(intents.length).toBeGreaterThanOrEqual(2);
  expect(lines.map(({ requestId }) => requestId)).toEqual(lines.map(() => 'request-1042'));
  expect(new Set(outcomes.map(({ intent }) => intent))).toEqual(new Set(intents.map(({ seq }) => seq)));
  expect(await readChain(file)).toMatchObject({ openIntents: [], strayOutcomes: [] });
});
