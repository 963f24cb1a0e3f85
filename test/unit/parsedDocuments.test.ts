import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { createSchema } from '../../src/api/schema.ts';
import { createDocuments } from '../../src/engine/documents.ts';
import { createExecutor } from '../../src/engine/executor.ts';

const schema = createSchema();
const source = (n: number) => `{ a${n}: __typename }`;
const create = (cacheBytes: number) => createDocuments(schema, { tokens: 1_000, cacheBytes });
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

test('the least recently used documents are forgotten when all of them take more than the limit', () => {
  const documents = create(25_000);
  const first = documents.parse(source(0));
  expect(documents.parse(source(0))).toBe(first);
  for (let n = 1; n < 10; n++) documents.parse(source(n));
  expect(documents.parse(source(9))).toBe(documents.parse(source(9)));
  expect(documents.parse(source(0))).not.toBe(first);
});

test.each([
  // Measured: about 480 KB each, nearly all of it for tokens.
  ['many short tokens', 4, (n: number) => `{ a${n}: __typename ${'a '.repeat(900)}}`],
  // Measured: about 2 KB each.
  ['hardly any text', 800, (n: number) => `{a${n}}`],
])('documents with %s count as much as they take', (_, count, text) => {
  const documents = create(1_000_000);
  const first = documents.parse(text(0));
  for (let n = 1; n < count; n++) documents.parse(text(n));
  expect(documents.parse(text(0))).not.toBe(first);
});

test('what is kept for a document counts, and is forgotten with it', async () => {
  const documents = create(400_000);
  const executor = createExecutor(schema, { compileAfter: 1, onKept: documents.grow });
  const ask = async (n: number): Promise<DocumentNode> => {
    const document = documents.parse(source(n));
    const definition = getOperationAST(document) as OperationDefinitionNode;
    const rest = { source: source(n), queryHash: hashOf(source(n)), variables: {}, coerced: {}, context: {} };
    expect(await executor({ document, definition, ...rest })).toEqual({ data: { [`a${n}`]: 'Query' } });
    return document;
  };
  const once = await ask(0);
  for (let n = 1; n < 40; n++) await ask(n);
  // Executed once, forty documents fit.
  expect(await ask(0)).toBe(once);
  for (let n = 1; n < 40; n++) for (let time = 0; time < 2; time++) await ask(n);
  // Compiled, they do not.
  expect(await ask(0)).not.toBe(once);
});

test('a document that takes more than the limit is not kept, and still works', () => {
  const documents = create(100);
  expect(documents.parse(source(1))).not.toBe(documents.parse(source(1)));
});

test('the names of the conditions under which a document was executed count', async () => {
  const documents = create(2_000_000);
  const names = Array.from({ length: 40 }, (_, n) => `v${n}_`.padEnd(128, 'x'));
  const text = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
    ${names.map((name) => `... @include(if: $${name}) { __typename }`).join(' ')}
  }`;
  const executor = createExecutor(schema, { onKept: documents.grow });
  const document = documents.parse(text);
  const definition = getOperationAST(document) as OperationDefinitionNode;
  // Each combination is kept with the names of those that hold, here 128 to 5,000 characters.
  for (let n = 0; n < 400; n++) {
    const coerced = Object.fromEntries(names.map((name, bit) => [name, bit >= 9 || ((n >> bit) & 1) === 1]));
    const rest = { source: text, queryHash: hashOf(text), variables: coerced, coerced, context: {} };
    await executor({ document, definition, ...rest });
  }
  expect(documents.parse(text)).not.toBe(document);
});
