import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { print, stringifyResult } from '../../src/engine/printing.ts';

const unlimited = Number.POSITIVE_INFINITY;

/** A value that is too large to be printed at once. */
const large = (item: unknown, count = 110_000) => ({ nodes: Array.from({ length: count }, () => item) });

const textOf = async (data: object) => String(await print({ data: data as never }, unlimited));

describe('an answer', () => {
  test('is the JSON of its data, however large it is', async () => {
    const values = fc.jsonValue({ depthSize: 'small' });
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(1, 101_000), async (value, count) => {
        const data = { ...large(value, count), nothing: undefined, holes: [undefined, value] };
        expect(await textOf(data)).toBe(`{"data":${JSON.stringify(data)}}\n`);
      }),
      { numRuns: 10 },
    );
  });

  test('may have as many bytes as the limit, counted in UTF-8 with everything around the data', async () => {
    for (const item of ['é', { tags: ['🦊', null, 1.5] }]) {
      const data = large(item) as never;
      const result = { errors: [], data, extensions: { ec2: { calls: 1 } } };
      const bytes = Buffer.byteLength(JSON.stringify(result)) + 1;
      expect(await print(structuredClone(result), bytes - 1)).toBeUndefined();
      expect(String(await print(result, bytes))).toBe(`${JSON.stringify(result)}\n`);
    }
  });

  test('with many errors is too large too', async () => {
    const errors = Array.from({ length: 100 }, () => ({ message: 'x'.repeat(100) }));
    expect(await print({ errors, data: null }, 10_000)).toBeUndefined();
  });

  test('that is large is printed in turns with other work', async () => {
    let turns = 0;
    const count = () => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    await textOf(large({ text: 'x'.repeat(50), tags: Array(48).fill({ key: 'k', value: 'v' }) }, 20_000));
    clearImmediate(next);
    expect(turns).toBeGreaterThan(3);
  });

  test('is text when it is short, with everything that it has', async () => {
    const result = { errors: [], data: null, extensions: { ec2: { calls: 1 } } };
    expect(await print(result, unlimited)).toBe(`${JSON.stringify(result)}\n`);
  });

  test('that was printed has no second text for Apollo Server, and any other has one', async () => {
    const result = { data: { a: 1 } };
    expect(await stringifyResult(result)).toBe(`${JSON.stringify(result)}\n`);
    await print(result, unlimited);
    expect(await stringifyResult({ ...result })).toBe('');
  });

  test('that several requests share is printed once, and its bytes are the same', async () => {
    let reads = 0;
    const data = large({
      get arn() {
        reads++;
        return 'arn';
      },
    });
    const [first, second] = await Promise.all([1, 2].map(() => print({ data: data as never }, unlimited)));
    const once = reads;
    expect(await print({ data: data as never }, unlimited)).toBe(first);
    expect([first instanceof Buffer, second === first, reads]).toEqual([true, true, once]);
  });
});
