import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { getParameters as get, postParameters as post, sha256 } from '../support/parameters.ts';

const document = 'query Get($id: ID!) { trafficMirrorSession(id: $id) { sessionNumber } }';
const hash = sha256(document);
const variables = { id: sessionId(1) };
const found = { data: { trafficMirrorSession: { sessionNumber: 1 } } };

const folder = newFolder();
const manifest = join(folder, 'operations.json');
beforeAll(async () => {
  await writeFile(
    manifest,
    JSON.stringify({
      [`sha256:${hash}`]: document,
      change:
        'mutation { deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001" }) { userErrors { code } } }',
    }),
  );
});

describe('with OPERATIONS=trusted', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ env: { OPERATIONS: 'trusted', OPERATIONS_MANIFEST: manifest } });
  });
  beforeEach(() => gateway.emulator.resetCalls());

  const persistedQuery = { version: 1, sha256Hash: hash };

  test.each([
    ['as documentId', { documentId: `sha256:${hash}` }],
    ['as documentId without the name of the hash', { documentId: hash }],
    ['as a persisted query', { extensions: { persistedQuery } }],
  ])('a document of the manifest runs when it is named %s', async (_, named) => {
    expect(await post(gateway, { ...named, variables })).toEqual({ status: 200, ...found });
  });

  test('a document of the manifest runs in a GET', async () => {
    const rest = { variables: JSON.stringify(variables) };
    const extensions = JSON.stringify({ persistedQuery });
    expect(await get(gateway, { extensions, ...rest })).toEqual({ status: 200, ...found });
    expect(await get(gateway, { documentId: hash, ...rest })).toEqual({ status: 200, ...found });
  });

  test('a mutation of the manifest does not run in a GET', async () => {
    expect((await get(gateway, { documentId: 'change' })).status).toBe(405);
    expect(gateway.ec2Calls()).toEqual({});
  });

  test.each([
    ['documentId', { documentId: 'sha256:0' }],
    ['a name that every JavaScript object has', { documentId: 'constructor' }],
    ['persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }],
  ])('an unknown id is not found: %s', async (_, named) => {
    const refused = { status: 400, codes: ['PERSISTED_QUERY_NOT_FOUND'] };
    expect(await post(gateway, { ...named, variables })).toEqual(refused);
  });

  test.each<[string, unknown]>([
    ['a query', { query: document, variables }],
    ['a query that names a document of the manifest', { query: '{ __typename }', documentId: hash }],
    ['a query with its hash', { query: document, variables, extensions: { persistedQuery } }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['an id that is not a text', { documentId: { toString: hash } }],
    ['nothing', {}],
  ])('everything else is refused: %s', async (_, body) => {
    expect(await post(gateway, body)).toEqual({ status: 400, codes: ['PERSISTED_QUERY_ID_REQUIRED'] });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test.each([
    ['a list', [{ documentId: hash, variables }]],
    ['null', null],
  ])('a body that is not one request is refused: %s', async (_, body) => {
    expect(await post(gateway, body)).toEqual({ status: 400, codes: ['BAD_REQUEST'] });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('a query in the URL is refused, even with an id or with invalid extensions', async () => {
    const refused = { status: 400, codes: ['PERSISTED_QUERY_ID_REQUIRED'] };
    expect(await get(gateway, { query: '{ __typename }' })).toEqual(refused);
    expect(await get(gateway, { query: '{ __typename }', documentId: hash })).toEqual(refused);
    expect(await get(gateway, { extensions: '{' })).toEqual(refused);
  });
});

test('with a manifest but without OPERATIONS=trusted, ids run and so does any other document', async () => {
  const gateway = await startTestGateway({ env: { OPERATIONS_MANIFEST: manifest } });
  const answers = [
    await post(gateway, { documentId: hash, variables }),
    await post(gateway, { query: document, variables }),
    await get(gateway, { query: '{ __typename }' }),
    await post(gateway, { documentId: 'unknown' }),
  ];
  expect(answers).toEqual([
    { status: 200, ...found },
    { status: 200, ...found },
    { status: 200, data: { __typename: 'Query' } },
    { status: 400, codes: ['PERSISTED_QUERY_NOT_FOUND'] },
  ]);
});

test.each([
  ['does not exist', undefined, 'ENOENT'],
  ['is not JSON', '{', 'JSON'],
  ['has a value that is not a text', '{"id": 7}', 'must map each id to the text of a document'],
])('a manifest that %s is refused with the reason, before the gateway listens', async (_, text, why) => {
  const path = join(folder, 'broken.json');
  if (text !== undefined) await writeFile(path, text);
  const env = { OPERATIONS: 'trusted', OPERATIONS_MANIFEST: path };
  await expect(startTestGateway({ env })).rejects.toThrow(
    new RegExp(`^OPERATIONS_MANIFEST: ${path}: .*${why}`),
  );
});
