/** What outlives a request keeps its own texts, and not the answers of EC2 or the documents that they are slices of. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { ScopedFinding } from '../../src/api/findings/judge.ts';
import { createKeptLists } from '../../src/api/findings/kept.ts';
import { createBacklog } from '../../src/audit/backlog.ts';
import { limitDefaults } from '../../src/config/limits.ts';
import { createRecent } from '../../src/ec2/changes/recent.ts';
import { createFlat, flat } from '../../src/ec2/flat.ts';
import { createDocuments } from '../../src/engine/documents.ts';
import { createLimits } from '../../src/engine/limits.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** In the heap and outside it, where Node.js 24 keeps large texts from buffers. Outside, only the second collection frees what is not used. */
function usedMb(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}

/** A text of an answer of 4 MB. */
const sliceOf = (text: string): string =>
  Buffer.from(`<id>${text}</id>`.padEnd(4_194_304))
    .toString()
    .slice(4, 4 + text.length);

const findingOf = (id: string) => {
  const evidence = [{ resourceId: id, property: 'state', value: id, expected: null }];
  return { message: `Session ${id} is broken.`, subjectId: id, affectedSessionIds: [id], evidence };
};
const lists = createKeptLists();
const recent = createRecent();
const backlog = createBacklog();
const schema = buildSchema('type Query { a: Int }');
const check = createLimits(
  schema,
  limitDefaults,
  createDocuments(schema, { tokens: 100, cacheBytes: 1_000 }),
);

/** What keeps something, and what of it is looked at again, so that it is not collected. */
const keepers: readonly [string, (id: string) => unknown, () => unknown][] = [
  [
    'lists of findings',
    (id) => {
      const findings = [findingOf(id) as unknown as ScopedFinding];
      return lists.keep(
        { sharingKey: lists, bound: '' },
        { findings, unchecked: [], failures: [], readAt: '' },
      );
    },
    () => lists.find({ sharingKey: lists, bound: '' }, ''),
  ],
  ['what was created lately', recent.created, () => recent.isNew('')],
  [
    'measures of documents',
    // The document itself is too large to be kept.
    (id) => check({ query: `query Q${id.replaceAll('-', '')} { __typename } #${'x'.repeat(4_194_304)}` }),
    () => check({}),
  ],
  [
    'outcomes that could not be written',
    (id) => backlog.keep({ event: 'outcome', resources: [id] } as { event: 'outcome' }),
    () => backlog.read(),
  ],
];

describe('the texts that they come from are not kept by', () => {
  test.each(keepers)('%s', async (_, keep, look) => {
    const before = usedMb();
    for (let n = 0; n < 5; n++) await keep(sliceOf(`tms-0123456789abcdef${n}`));
    expect(usedMb() - before).toBeLessThan(10);
    look();
  });
});

test('a slice keeps its answer: without this, the others test nothing', () => {
  const before = usedMb();
  const slices = Array.from({ length: 5 }, (_, n) => sliceOf(`tms-0123456789abcdef${n}`));
  expect(usedMb() - before).toBeGreaterThan(17);
  expect(slices).toHaveLength(5);
});

test('a copy is equal to the text or the data, whatever is in it', () => {
  for (const text of ['', 'a', 'é中😀\ud800', '"\\\n\u0000\u2028', 'x'.repeat(100)])
    expect(flat(text)).toBe(text);
  const data = { a: ['b', null, { c: 'b', d: 1, e: true, f: undefined }] };
  expect(createFlat()(data)).toStrictEqual(data);
});
