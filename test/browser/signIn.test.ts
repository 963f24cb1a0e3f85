/** Signing in at an issuer, on both pages. */
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sessionId } from '../support/demo.ts';
import { type Behaviour, type SignInIssuer, startSignInIssuer } from '../support/signInIssuer.ts';
import { until } from '../support/until.ts';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
let issuer: SignInIssuer;

/** Opens the map of a gateway with an issuer that behaves so. */
async function open(behaviour: Partial<Behaviour> = {}, search = ''): Promise<void> {
  issuer = await startSignInIssuer();
  Object.assign(issuer.behaviour, behaviour);
  const register = () => issuer.register(map.gateway.url);
  await map.open({ env: issuer.env }, register, { search, issuer: issuer.origin });
}

const button = (name: string, page = map.page) => page.getByRole('button', { name, exact: true });

async function signIn(): Promise<void> {
  await button('Sign in').click();
  await map.page.getByRole('link', { name: 'Continue as Alice' }).click();
  await menu().waitFor();
}

const menu = (page: Page = map.page) => page.locator('.account summary');

/** The codes and tokens that are in the storage of a page, where scripts of an attacker would look for them. */
async function stored(page: Page): Promise<readonly string[]> {
  const all = await page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  );
  expect(all).toContain('traffic-mirror-signed-in');
  return issuer.given.filter((secret) => all.includes(secret));
}

onlyWithBrowser('signing in', () => {
  test('gives the map, and then the playground without being asked again, until signing out of all pages', async () => {
    await open({}, '?q=web-1');
    await screenshot(map.page, 'sign-in');
    await signIn();
    // Back where the user was.
    await map.page.getByRole('listitem').filter({ hasText: 'web-1-forensics' }).waitFor();
    expect(new URL(map.page.url()).search).toBe('?q=web-1');
    expect(await menu().innerText()).toBe('Alice Example');
    await menu().click();
    const who = map.page.getByRole('region', { name: 'Who you are' });
    expect(await who.innerText()).toMatch(
      /alice@example\.com[\s\S]*✓ see sessions[\s\S]*not: change tags[\s\S]*us-east-1/,
    );
    await screenshot(map.page, 'sign-in-account');
    expect(await axeFindings(map.page)).toEqual([]);
    await menu().click();
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('Packet length').fill('256');
    await map.press('Preview change');
    await map.press('Apply');
    await map.says(/^Session changed/);
    // What the token lacks is said before anything is tried.
    await map.says(/You can look at this and not do it: you lack the permission traffic-mirror:delete/);
    expect(await stored(map.page)).toEqual([]);

    const second = await map.page.context().newPage();
    await second.goto(`${map.gateway.url}/map`);
    await menu(second).waitFor();
    await map.page.getByRole('link', { name: 'Playground' }).click();
    await menu().waitFor();
    await button('ListSessions').click();
    const answered = map.page.waitForResponse(
      (one) => one.request().postData()?.includes('ListSessions(') ?? false,
    );
    await map.page.getByRole('button', { name: /^Execute query/ }).click();
    expect(await (await answered).text()).toContain(sessionId(1));
    expect(issuer.counts).toMatchObject({ logins: 1 });
    expect(await stored(map.page)).toEqual([]);
    await menu().click();
    await screenshot(map.page, 'sign-in-playground');

    await button('Sign out').click();
    await map.page.getByText('You are signed out.').waitFor();
    await second.getByText('Sign in to see').waitFor();
    expect(await second.getByText('web-1-forensics').isVisible()).toBe(false);
    expect(issuer.counts).toMatchObject({ revocations: 1, ends: 1 });
    await map.page.getByRole('link', { name: 'Traffic Mirror map' }).click();
    await button('Sign in').waitFor();
    expect(map.issues).toEqual([]);
  });

  test('a page that is opened alone signs in by itself as long as the issuer knows the user', async () => {
    await open();
    await signIn();
    await map.page.reload();
    await menu().waitFor();
    expect(issuer.counts.logins).toBe(1);
    await map.page.context().clearCookies();
    await map.page.reload();
    await button('Sign in').waitFor();
    expect(await map.page.getByRole('alert').count()).toBe(0);
    expect(map.issues).toEqual([]);
  });

  test('a session is renewed before it ends, and when it cannot be, what was typed is kept', async () => {
    await open({ lifetimeSeconds: 4 });
    await signIn();
    const second = await map.page.context().newPage();
    await second.goto(`${map.gateway.url}/map`);
    await menu(second).waitFor();
    await until(() => issuer.counts.renewals >= 2);
    expect(await map.page.getByRole('alert').count()).toBe(0);
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('Packet length').fill('512');
    issuer.endSessions();
    await map.page.getByRole('alert').filter({ hasText: 'Your sign-in has ended' }).waitFor();
    await screenshot(map.page, 'sign-in-ended');
    issuer.behaviour.lifetimeSeconds = 300;
    await button('Sign in again').click();
    await map.page
      .getByRole('alert')
      .filter({ hasText: 'Your sign-in has ended' })
      .waitFor({ state: 'detached' });
    expect(await map.panel().getByLabel('Packet length').inputValue()).toBe('512');
    await map.press('Preview change');
    await map.panel().getByRole('region', { name: 'Plan' }).waitFor();
    await second
      .getByRole('alert')
      .filter({ hasText: 'Your sign-in has ended' })
      .waitFor({ state: 'detached' });
    expect(map.issues.filter((issue) => !issue.includes('400'))).toEqual([]);
  });

  test('without refresh tokens, the page says in time that the session ends', async () => {
    await open({ lifetimeSeconds: 8, givesRefreshTokens: false });
    await signIn();
    await map.page
      .getByRole('alert')
      .filter({ hasText: /^You are signed in until/ })
      .waitFor();
    await map.page
      .getByRole('alert')
      .filter({ hasText: /^Your sign-in has ended/ })
      .waitFor();
    expect(map.issues).toEqual([]);
  });

  test('who signs out leaves nothing to who uses a token on the same page, and is told if the issuer was not', async () => {
    await open();
    await signIn();
    const second = await map.page.context().newPage();
    await second.goto(`${map.gateway.url}/signin`);
    await second.getByText('you have not signed out').waitFor();
    await second.goto(`${map.gateway.url}/map`);
    await menu(second).waitFor();
    const third = await map.page.context().newPage();
    await third.goto(map.gateway.url);
    await menu(third).waitFor();
    await button('ListSessions', third).click();
    await third.getByRole('button', { name: /^Execute query/ }).click();
    await third.locator('.result-window').getByText('"data"').waitFor();
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('Packet length').fill('512');
    await menu(second).click();
    // The issuer is told by a page that asks it what it is for the first time.
    await second.route(`${issuer.origin}/**`, (route) => route.abort());
    await button('Sign out', second).click();
    await second
      .getByRole('alert')
      .filter({ hasText: 'You are signed out here. The issuer could not' })
      .waitFor();
    expect(await second.getByText('You could not be signed in').count()).toBe(0);
    await button('Sign in', third).waitFor();
    expect(await third.locator('.result-window').innerText()).not.toContain('"data"');
    expect(await third.getByText('query ListSessions').isVisible()).toBe(true);
    await map.page.getByText('Use a token instead').click();
    const token = issuer.given.find((secret) => secret.startsWith('eyJ')) ?? '';
    await map.page.locator('.signed-out').getByLabel('Token').fill(token);
    await map.page.keyboard.press('Enter');
    await map.panel().getByLabel('Packet length').waitFor();
    expect(await map.panel().getByLabel('Packet length').inputValue()).not.toBe('512');
  });

  test('a refusal, an answer that nobody asked for and a token for another API are said in sentences', async () => {
    await open({ refuses: 'access_denied' });
    await button('Sign in').click();
    await map.page
      .getByRole('alert')
      .filter({ hasText: 'did not let you in, or you did not agree' })
      .waitFor();
    const forged = await map.page.context().newPage();
    await forged.goto(`${map.gateway.url}/signin?code=stolen&state=forged`);
    await forged.getByText('Nobody has begun this sign-in').waitFor();
    expect(new URL(forged.url()).search).toBe('');
    Object.assign(issuer.behaviour, { refuses: undefined, audience: 'billing' });
    await signIn();
    await map.page
      .getByRole('alert')
      .filter({ hasText: 'refused the token: its aud is billing, and must be traffic-mirror.' })
      .waitFor();
    expect(map.issues.filter((issue) => !issue.includes('401'))).toEqual([]);
  });
});
