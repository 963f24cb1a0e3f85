import { expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
/** Longer than the map waits until it reads again by itself. */
const pastRefresh = 61_000;

/** Opens the map with a clock that the test can move on. */
async function openWithClock() {
  await map.open();
  await map.page.clock.install();
  await map.page.reload();
  await map.summary().filter({ hasText: '7 of 17' }).waitFor();
  await map.found().waitFor();
}

const modify = (number: number, change: string) =>
  map.gateway.query(`mutation {
    modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(number)}", ${change} }) { userErrors { message } }
  }`);

/** Counts what the page asks for from now on. */
function countReads(): { readonly sessions: () => number; readonly findings: () => number } {
  const asked: string[] = [];
  map.page.on('request', (request) => asked.push(request.postData() ?? ''));
  const countOf = (operation: string) => () =>
    asked.filter((body) => body.includes(`query ${operation}(`)).length;
  return { sessions: countOf('Sessions'), findings: countOf('Findings') };
}

onlyWithBrowser('the map that stays open', () => {
  test('shows what has changed since, marks it for a moment, and counts it', async () => {
    await openWithClock();
    const { findings } = countReads();
    await modify(1, 'description: "changed elsewhere", packetLength: 900');
    await map.page.clock.fastForward(pastRefresh);
    await map.row('900 B').waitFor();
    await map.page.getByText('Changed just now: 1 session', { exact: true }).waitFor();
    await expectCount(map.page.locator('.session.recent'), 1);
    await screenshot(map.page, 'map-recent');
    await map.page.clock.fastForward(11_000);
    await map.page.locator('.recent').filter({ hasText: /\S/ }).first().waitFor({ state: 'detached' });
    // Findings rest on what has changed.
    expect(findings()).toBe(1);
  });

  test('says that a session is gone, and marks where it was', async () => {
    await openWithClock();
    await map.gateway.query(
      `mutation { deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}" }) { userErrors { message } } }`,
    );
    await map.page.clock.fastForward(pastRefresh);
    await map.page.getByText('Changed just now: 1 session', { exact: true }).waitFor();
    await expectCount(map.page.locator('article.recent'), 1);
  });

  test('reads again quietly: nothing moves, and findings are not read, if nothing has changed', async () => {
    await openWithClock();
    const { sessions, findings } = countReads();
    const before = await map.page.locator('main').innerText();
    await map.page.clock.fastForward(pastRefresh);
    await map.page.waitForResponse((one) => one.request().postData()?.includes('query Sessions(') ?? false);
    expect(await map.page.getByRole('progressbar').count()).toBe(0);
    await map.page.clock.fastForward(pastRefresh);
    await map.page.waitForResponse((one) => one.request().postData()?.includes('query Sessions(') ?? false);
    expect(sessions()).toBeGreaterThanOrEqual(2);
    expect(findings()).toBe(0);
    expect(await map.page.locator('main').innerText()).toBe(before);
    expect(await map.page.locator('.recent').filter({ hasText: /\S/ }).count()).toBe(0);
  });

  test('keeps what a person is typing, and shows the conflict', async () => {
    await openWithClock();
    await map.openSession('api-1-web');
    await map.panel().getByLabel('Description').fill('mine');
    await modify(2, 'description: "theirs"');
    await map.page.clock.fastForward(pastRefresh);
    await map.says(/theirs/);
    expect(await map.panel().getByLabel('Description').inputValue()).toBe('mine');
  });

  test('tries again by itself after a failure, and draws everything when the gateway is back', async () => {
    await openWithClock();
    await map.cut();
    await map.page.clock.fastForward(pastRefresh);
    await map.page.getByRole('alert').filter({ hasText: 'could not be reached' }).first().waitFor();
    // What was read before stays.
    await map.summary().filter({ hasText: '7 of 17' }).waitFor();
    await map.restore();
    await map.page.clock.fastForward(30_000);
    await map.page.getByRole('alert').first().waitFor({ state: 'detached' });
  });

  test('does not send a token again that was refused', async () => {
    await openWithClock();
    await map.intercept('Scopes', (route) =>
      route.fulfill({
        status: 401,
        json: { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] },
      }),
    );
    await map.page.clock.fastForward(pastRefresh);
    await map.page.getByRole('alert').filter({ hasText: 'needs a valid token' }).waitFor();
    const { sessions } = countReads();
    await map.page.clock.fastForward(10 * pastRefresh);
    await map.restore();
    expect(sessions()).toBe(0);
  });
});
