/** Every error names its request, also those of requests that Apollo Server refuses before it executes anything. */
import { beforeAll, expect, test } from '@jest/globals';
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
