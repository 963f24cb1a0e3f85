/** Credentials that several clients share: asked for once, renewed in time, and not asked for again at once after a failure. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { shareCredentials } from '../../src/ec2/sharedCredentials.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

const minute = 60_000;
const lasting = (minutes: number) => ({
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret',
  expiration: new Date(Date.now() + minutes * minute),
});

test('all who ask at once share one answer, which is kept until five minutes before it expires', async () => {
  const ask = jest.fn(async () => lasting(60));
  const provide = shareCredentials(ask);
  const [one, other] = await Promise.all([provide(), provide()]);
  expect(other).toBe(one);
  jest.setSystemTime(54 * minute);
  expect(await provide()).toBe(one);
  jest.setSystemTime(56 * minute);
  expect(await provide()).not.toBe(one);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('a failure is answered again for five seconds, and then STS is asked again', async () => {
  const ask = jest.fn<() => Promise<ReturnType<typeof lasting>>>();
  ask.mockRejectedValueOnce(new Error('denied')).mockImplementation(async () => lasting(60));
  const provide = shareCredentials(ask);
  await expect(provide()).rejects.toThrow('denied');
  jest.setSystemTime(4_900);
  await expect(provide()).rejects.toThrow('denied');
  jest.setSystemTime(5_100);
  await expect(provide()).resolves.toMatchObject({ accessKeyId: 'AKIDEXAMPLE' });
  expect(ask).toHaveBeenCalledTimes(2);
});
