import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { createCompress } from '../../src/http/compressing.ts';
import { until } from '../support/until.ts';

const body = (bytes = 100_000, start = 'x') =>
  Buffer.from(start + '{"arn":"arn:aws:ec2"},'.repeat(bytes / 22));
const never = new AbortController().signal;
const accepting = (coding?: string) => ({
  headers: coding === undefined ? {} : { 'accept-encoding': coding },
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['gzip', 'gzip'],
  ['GZIP;q=0.1', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0.5, gzip', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0, gzip;q=0.0', undefined],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['identity', undefined],
  ['identity;q=1, gzip;q=0.5', undefined],
  ['deflate', undefined],
  [';q=, ,', undefined],
])('a client that accepts %j gets %j', async (accepted, coding) => {
  const { headers } = await createCompress()(body(), accepting(accepted), never);
  expect(headers).toEqual({ vary: 'accept-encoding', ...(coding && { 'content-encoding': coding }) });
});

describe('an answer', () => {
  test('is the same in every coding, and compressed once for all who share it', async () => {
    const compress = createCompress();
    const shared = body();
    const ask = async (coding: string) => (await compress(shared, accepting(coding), never)).body as Buffer;
    const [gzip, again, brotli] = await Promise.all([ask('gzip'), ask('gzip'), ask('br')]);
    expect([gunzipSync(gzip), brotliDecompressSync(brotli)].map((plain) => plain.equals(shared))).toEqual([
      true,
      true,
    ]);
    expect([again === gzip, (await ask('gzip')) === gzip]).toEqual([true, true]);
    expect(gzip.length).toBeLessThan(shared.length / 10);
  });

  test('that is short stays as it is', async () => {
    expect(await createCompress()('{}', accepting('br'), never)).toEqual({ headers: {}, body: '{}' });
  });

  test('is not waited for by a request that ends, and goes on for the others', async () => {
    const compress = createCompress();
    const shared = body(10_000_000);
    const leaving = new AbortController();
    const left = compress(shared, accepting('br'), leaving.signal);
    const stays = compress(shared, accepting('br'), never);
    leaving.abort();
    expect((await left).body === shared).toBe(true);
    expect((await stays).headers).toHaveProperty('content-encoding', 'br');
  });

  test('that nobody waits for any more is given up, and makes room for others', async () => {
    const compress = createCompress();
    const leaving = new AbortController();
    const large = [body(20_000_000, 'a'), body(12_000_000, 'b'), body(12_000_000, 'c')];
    const answers = large.map((one) => compress(one, accepting('gzip'), leaving.signal));
    // All together they are more than may wait.
    expect((await answers[2])?.body === large[2]).toBe(true);
    leaving.abort();
    expect((await Promise.all(answers)).map(({ body }, index) => body === large[index])).toEqual([
      true,
      true,
      true,
    ]);
    const [, second] = large as [Buffer, Buffer, Buffer];
    await until(async () => (await compress(second, accepting('gzip'), never)).body !== second);
  });
});
