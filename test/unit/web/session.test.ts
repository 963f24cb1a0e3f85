/** When sessions are renewed, and what stands for a failed sign-in. */
import { expect, test } from '@jest/globals';
import { permissions } from '../../../src/caller.ts';
import { isPassing, needsUser } from '../../../src/web/signin/failure.ts';
import { permissionWords, whyNot } from '../../../src/web/signin/permissions.ts';
import { sentenceOf } from '../../../src/web/signin/sentences.ts';
import { delayUntil, later, renewsAt, type Session } from '../../../src/web/signin/session.ts';

const session = (more: Partial<Session> = {}): Session => ({
  accessToken: 'a',
  refreshToken: undefined,
  idToken: undefined,
  lifetimeMs: 3_600_000,
  endsAt: 10_000_000,
  name: 'Alice',
  subject: 'alice',
  ...more,
});

test('a session is renewed a minute before its end, or after three quarters of a short life', () => {
  expect(renewsAt(session())).toBe(10_000_000 - 60_000);
  expect(renewsAt(session({ lifetimeMs: 8_000 }))).toBe(10_000_000 - 2_000);
});

test('a timer never gets a delay that browsers take for none', () => {
  expect(delayUntil(5, 10)).toBe(0);
  expect(delayUntil(1e12, 0)).toBe(2 ** 31 - 1);
});

test('the later session of the same user is the one to go on with', () => {
  const mine = session();
  const newer = session({ endsAt: 11_000_000 });
  expect(later(mine, newer)).toBe(newer);
  expect(later(newer, mine)).toBe(newer);
  expect(later(mine, { ...newer, subject: 'bob' })).toBe(mine);
  expect(later(mine, undefined)).toBe(mine);
});

test('the issuer is asked again only for what may pass', () => {
  const failure = (code: string) => Object.assign(new Error(), { code });
  expect(['unreachable', 'server_error', 'invalid_grant'].map((code) => isPassing(failure(code)))).toEqual([
    true,
    true,
    false,
  ]);
  expect(['login_required', 'access_denied'].map((code) => needsUser(failure(code)))).toEqual([true, false]);
  expect(isPassing(new Error())).toBe(false);
});

test('error codes become sentences, with what the issuer says', () => {
  expect(sentenceOf('login_required', undefined)).toBe('The issuer needs you to sign in.');
  expect(sentenceOf('access_denied', 'Policy evaluation failed.')).toBe(
    'The issuer did not let you in, or you did not agree. It says: Policy evaluation failed.',
  );
  expect(sentenceOf('constructor', '')).toBe('The issuer refused with constructor.');
});

test('what a caller may not do is said with the reason', () => {
  const caller = { permissions: ['traffic-mirror:read'], readOnlyReason: null };
  expect(whyNot('traffic-mirror:read', caller)).toBeUndefined();
  expect(whyNot('traffic-mirror:delete', undefined)).toBeUndefined();
  expect(whyNot('traffic-mirror:delete', caller)).toMatch(/you lack the permission traffic-mirror:delete\.$/);
  expect(whyNot('traffic-mirror:read', { ...caller, readOnlyReason: 'mutations are off' })).toBe(
    'Nothing can be changed here: mutations are off.',
  );
});

test('the pages have words for every permission, in the order of the gateway', () => {
  expect(Object.keys(permissionWords)).toEqual(permissions);
});
