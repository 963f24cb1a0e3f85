import { beforeAll, describe, expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { getParameters as get, postParameters as post, sha256 } from '../support/parameters.ts';

const variables = { id: sessionId(1) };
const found = { status: 200, data: { trafficMirrorSession: { sessionNumber: 1 } } };
/** Apollo's clients send the document next, and read an answer only if its status is 200. */
const notFound = { status: 200, codes: ['PERSISTED_QUERY_NOT_FOUND'] };

/** A document that no other test sends. */
const documentOf = (name: string) =>
  `query ${name}($id: ID!) { trafficMirrorSession(id: $id) { sessionNumber } }`;
const extensionsOf = (document: string) => ({
  persistedQuery: { version: 1, sha256Hash: sha256(document) },
});
const asText = (values: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

describe('automatic persisted queries', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  test.each([
    ['POST', post],
    ['GET', (to: TestGateway, values: Record<string, unknown>) => get(to, asText(values))],
  ] as const)(
    'by %s: a hash that is unknown, the document with its hash, and then the hash alone',
    async (method, send) => {
      const document = documentOf(`By${method}`);
      const extensions = extensionsOf(document);
      expect(await send(gateway, { extensions, variables })).toEqual(notFound);
      expect(await send(gateway, { query: document, extensions, variables })).toEqual(found);
      expect(await send(gateway, { extensions, variables })).toEqual(found);
      expect(await send(gateway, { extensions, variables: { id: sessionId(2) } })).toEqual({
        status: 200,
        data: { trafficMirrorSession: { sessionNumber: expect.any(Number) } },
      });
    },
  );

  test('an unknown hash has the message that older clients look for', async () => {
    const { message } = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ extensions: extensionsOf('{ a }') }),
    })
      .then((response) => response.json() as Promise<{ errors: [{ message: string }] }>)
      .then(({ errors: [first] }) => first);
    expect(message).toBe('PersistedQueryNotFound');
  });

  test('the name of the hash may be in front of it, and urql marks the second request', async () => {
    const document = documentOf('Prefixed');
    const { persistedQuery } = extensionsOf(document);
    const sha256Hash = `sha256:${persistedQuery.sha256Hash}`;
    const prefixed = { persistedQuery: { version: 1, sha256Hash, miss: true } };
    expect(await post(gateway, { extensions: prefixed, variables })).toEqual(notFound);
    expect(await post(gateway, { query: document, extensions: prefixed, variables })).toEqual(found);
    expect(await post(gateway, { extensions: { persistedQuery }, variables })).toEqual(found);
    expect(await post(gateway, { documentId: sha256Hash, variables })).toEqual(found);
  });

  test('a hash in a GET needs the header that other sites cannot send, as a document does', async () => {
    const document = documentOf('Forged');
    const extensions = extensionsOf(document);
    expect(await post(gateway, { query: document, extensions, variables })).toEqual(found);
    const parameters = new URLSearchParams(asText({ extensions, variables }));
    const forged = await fetch(`${gateway.url}/graphql?${parameters}`);
    expect([forged.status, await forged.text()]).toEqual([400, expect.stringContaining('CSRF')]);
  });

  test('nobody registers a document under the hash of another one', async () => {
    const victim = documentOf('Victim');
    const extensions = extensionsOf(victim);
    const attack = { query: documentOf('Attack'), extensions, variables };
    const refused = { status: 400, codes: ['PERSISTED_QUERY_HASH_MISMATCH'] };
    expect(await post(gateway, attack)).toEqual(refused);
    expect(await get(gateway, asText(attack))).toEqual(refused);
    expect(await post(gateway, { extensions, variables })).toEqual(notFound);
  });

  test.each<[string, object]>([
    ['another version', { version: 2, sha256Hash: sha256('{ a }') }],
    ['no hash', { version: 1 }],
    ['a hash that is not a text', { version: 1, sha256Hash: 7 }],
  ])('%s is refused', async (_, persistedQuery) => {
    const refused = { status: 400, codes: ['BAD_REQUEST'] };
    for (const query of [undefined, '{ __typename }']) {
      expect(await post(gateway, { query, extensions: { persistedQuery } })).toEqual(refused);
    }
  });

  test('a hash stands for nothing more than its document: limits and methods hold as for the text', async () => {
    const wide = `{ ${Array.from({ length: 26 }, (_, n) => `a${n}: __typename`).join(' ')} }`;
    const change = `mutation { deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}" }) { userErrors { code } } }`;
    const limited = { status: 400, codes: ['LIMIT_EXCEEDED'] };
    const extensions = extensionsOf(wide);
    expect(await post(gateway, { query: wide, extensions })).toEqual(limited);
    expect([limited, notFound]).toContainEqual(await post(gateway, { extensions }));
    const byGet = asText({ query: change, extensions: extensionsOf(change) });
    expect((await get(gateway, byGet)).status).toBe(405);
    expect(await get(gateway, asText({ extensions: extensionsOf(change) }))).not.toHaveProperty('data.x');
    expect(gateway.ec2Calls()).not.toHaveProperty('DeleteTrafficMirrorSession');
  });
});

test('documents are kept within cacheBytes, and one that was forgotten is registered again', async () => {
  const gateway = await startTestGateway({ env: { LIMITS: 'cacheBytes=100000' } });
  const document = documentOf('Kept');
  const extensions = extensionsOf(document);
  const hashAlone = () => post(gateway, { extensions, variables });
  for (const _ of [1, 2]) {
    expect(await hashAlone()).toEqual(notFound);
    expect(await post(gateway, { query: document, extensions, variables })).toEqual(found);
    expect(await hashAlone()).toEqual(found);
    for (let n = 0; n < 30; n++) await gateway.query(`{ a${n}: __typename }`);
  }
});
