/** What a page does while it renews its session, and something else happens meanwhile. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Current } from '../../../src/web/signin/current.ts';
import { startRenewal } from '../../../src/web/signin/renewal.ts';
import type { Session, State } from '../../../src/web/signin/session.ts';
import { deferred } from '../../support/deferred.ts';

const session = (accessToken: string, endsAt: number): Session => ({
  accessToken,
  refreshToken: 'r',
  idToken: undefined,
  lifetimeMs: 300_000,
  endsAt,
  name: 'Alice',
  subject: 'alice',
});

/** As much of it as renewal uses, without other pages. */
function startCurrent(first: State) {
  let state = first;
  const current = {
    state: () => state,
    watch: () => () => true,
    set: (next: State) => {
      state = next;
    },
    become: (next: Session) => current.set({ kind: 'signedIn', session: next }),
    askOthers: async () => undefined,
  };
  return current;
}

const start = (current: ReturnType<typeof startCurrent>, refresh: (before: Session) => Promise<Session>) =>
  startRenewal(current as unknown as Current, refresh);

beforeEach(() => {
  jest.useFakeTimers();
  const locks = { request: (_name: string, action: () => Promise<void>) => action() };
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
});
afterEach(() => {
  jest.useRealTimers();
});

const due = () => session('old', Date.now() + 1_000);

test('who signs out while the session is being renewed stays signed out, however the renewal ends', async () => {
  for (const end of ['resolve', 'reject'] as const) {
    const current = startCurrent({ kind: 'signedIn', session: due() });
    const answer = deferred<Session>();
    const renewed = start(current, () => answer.promise)();
    current.set({ kind: 'signedOut' });
    if (end === 'resolve') answer.resolve(session('new', Date.now() + 300_000));
    else answer.reject(new Error('The issuer does not accept what it gave this page any more.'));
    await renewed;
    expect(current.state()).toEqual({ kind: 'signedOut' });
  }
});

test('another user who signs in meanwhile is not replaced', async () => {
  const current = startCurrent({ kind: 'signedIn', session: due() });
  const answer = deferred<Session>();
  const renewed = start(current, () => answer.promise)();
  const bob = { ...session('bob', Date.now() + 300_000), subject: 'bob' };
  current.become(bob);
  answer.resolve(session('new', Date.now() + 300_000));
  await renewed;
  expect(current.state()).toEqual({ kind: 'signedIn', session: bob });
});

test('a session that another page has renewed is not renewed once more', async () => {
  const fresh = session('new', Date.now() + 300_000);
  const current = startCurrent({ kind: 'signedIn', session: fresh });
  const refresh = jest.fn(async () => fresh);
  await start(current, refresh)();
  expect(refresh).not.toHaveBeenCalled();
});
