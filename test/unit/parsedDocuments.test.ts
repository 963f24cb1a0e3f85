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
  const documents = create(5_000);
  const first = documents.parse(source(0));
  expect(documents.parse(source(0))).toBe(first);
  for (let n = 1; n < 10; n++) documents.parse(source(n));
  expect(documents.parse(source(9))).toBe(documents.parse(source(9)));
  expect(documents.parse(source(0))).not.toBe(first);
});

test('what is kept for a document counts, and is forgotten with it', async () => {
  const documents = create(200_000);
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
