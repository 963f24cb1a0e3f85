import { beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { axeFindings, onlyWithBrowser, openPage, screenshot, startBrowser } from './browser.ts';

/**
 * Rules that GraphiQL and CodeMirror break: a tab has its close button inside, which is small because it lies over the tab's own, and
 * an editor scrolls with the keys of the text field in it.
 */
const brokenByGraphiql = ['nested-interactive', 'target-size', 'scrollable-region-focusable'];

onlyWithBrowser('the playground', () => {
  let gateway: TestGateway;
  let browser: Browser;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startTestGateway(), startBrowser()]);
  });

  /** Runs the operation of the active tab. */
  async function run(page: Page, name: string): Promise<string> {
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes(`${name}(`) ?? false,
    );
    await page.getByRole('button', { name: /^Execute query/ }).click();
    return (await answered).text();
  }

  test('opens on a query, and runs the examples that are open', async () => {
    const { page, issues } = await openPage(browser, gateway.url);
    const tabs = page.getByRole('tablist').getByRole('tab');
    await tabs.first().waitFor();
    const names = (await tabs.allInnerTexts()).map((name) => name.trim());
    expect(names).toEqual(['ListSessions', 'Findings', 'SimulatePacket', 'Plan', 'ModifySession']);
    expect(await tabs.first().getAttribute('aria-selected')).toBe('true');
    for (const name of names) {
      await page.getByRole('button', { name, exact: true }).click();
      expect(await run(page, name)).not.toContain('"errors"');
      await page.locator('.result-window').getByText('"data"').waitFor();
      await screenshot(page, `playground-${name}`);
    }
    expect(issues).toEqual([]);
    await page.context().close();
  });

  test.each(['', 'Plan'])(
    'keeps its tabs and their variables after a reload of the tab %j',
    async (clicked) => {
      const { page, issues } = await openPage(browser, gateway.url);
      const tabs = page.getByRole('tablist').getByRole('tab');
      const name = clicked || 'ListSessions';
      await tabs.first().waitFor();
      if (clicked) await page.getByRole('button', { name, exact: true }).click();
      const names = await tabs.allInnerTexts();
      // GraphiQL waits half a second before it stores the tabs.
      await page.waitForTimeout(1_000);
      for (let times = 0; times < 2; times += 1) {
        await page.reload();
        await page.getByRole('button', { name, exact: true }).waitFor();
        expect(await tabs.allInnerTexts()).toEqual(names);
        const sent = page.waitForRequest((request) => request.postData()?.includes(`${name}(`) ?? false);
        expect(await run(page, name)).not.toContain('"errors"');
        expect((await sent).postData()).toContain(clicked ? '"sessionNumber":2' : '"values":["prod"]');
      }
      expect(issues).toEqual([]);
      await page.context().close();
    },
  );

  test('opens the operation of a link with its variables, and keeps one tab of it after a reload', async () => {
    const query = 'query Linked($first: Int!) { trafficMirrorSessions(first: $first) { nodes { id } } }';
    const link = new URLSearchParams({ query, variables: '{ "first": 2 }' });
    const { page, issues } = await openPage(browser, `${gateway.url}/?${link}`);
    const tabs = page.getByRole('tablist').getByRole('tab');
    const names = await tabs.allInnerTexts();
    // GraphiQL waits half a second before it stores the tabs.
    await page.waitForTimeout(1_000);
    await page.reload();
    await tabs.filter({ hasText: 'Linked' }).waitFor();
    expect(await tabs.allInnerTexts()).toEqual(names);
    const answered = page.waitForResponse(
      (one) => one.request().postData()?.includes('query Linked') ?? false,
    );
    await page.getByRole('button', { name: /^Execute query/ }).click();
    expect(await (await answered).json()).toMatchObject({
      data: { trafficMirrorSessions: { nodes: [{}, {}] } },
    });
    expect(issues).toEqual([]);
    await page.context().close();
  });

  test('opens any example from its menu, by keyboard alone, also one whose tab was closed', async () => {
    const { page, issues } = await openPage(browser, gateway.url);
    const tab = page.getByRole('tablist').getByRole('tab').filter({ hasText: 'Findings' });
    await page.getByRole('button', { name: 'Findings', exact: true }).click();
    await tab.getByRole('button', { name: /close/i }).click();
    await tab.waitFor({ state: 'detached' });
    await page.waitForTimeout(1_000);
    const menu = page.locator('summary', { hasText: 'Examples' });
    await menu.press('Enter');
    await page.getByRole('link', { name: 'BulkModify', exact: true }).waitFor();
    await screenshot(page, 'playground-examples');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('link', { name: 'BulkModify', exact: true }).isVisible()).toBe(false);
    expect(await page.locator('summary:focus').innerText()).toContain('Examples');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Findings', exact: true }).press('Enter');
    await tab.waitFor();
    await menu.click();
    await page.getByRole('link', { name: 'BulkModify', exact: true }).click();
    await page.getByRole('tablist').getByRole('tab').filter({ hasText: 'BulkModify' }).waitFor();
    expect(JSON.parse(await run(page, 'BulkModify'))).toMatchObject({
      data: { modifyTrafficMirrorSessions: { succeededCount: 2, failedCount: 1 } },
    });
    expect(issues).toEqual([]);
    await page.context().close();
  });

  test('opens its settings without violating the content security policy', async () => {
    const { page, issues } = await openPage(browser, gateway.url);
    await page.getByRole('button', { name: 'Open settings dialog' }).click();
    await page.getByRole('dialog').getByText('Theme', { exact: true }).waitFor();
    expect(issues.filter((issue) => issue.includes('Content Security Policy'))).toEqual([]);
    await page.context().close();
  });

  test('says in a sentence that the gateway did not answer', async () => {
    const { page } = await openPage(browser, gateway.url);
    await page.getByRole('tablist').getByRole('tab').first().waitFor();
    const execute = page.getByRole('button', { name: /^Execute query/ });
    const result = page.locator('.result-window');
    await page.route('**/graphql', (route) => route.fulfill({ status: 502, body: '<html>' }));
    await execute.click();
    await result.getByText('The gateway answered with HTTP status 502').waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await execute.click();
    await result.getByText('The gateway could not be reached').waitFor();
    expect(await result.innerText()).not.toContain('stack');
    await page.context().close();
  });

  test('sends the token from the headers editor', async () => {
    const { page, issues } = await openPage(browser, gateway.url);
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await page.locator('[aria-label="Headers"] .CodeMirror:visible').click();
    await page.keyboard.insertText('{ "authorization": "Bearer example-token" }');
    const sent = page.waitForRequest((request) => request.postData()?.includes('ListSessions') ?? false);
    await page.getByRole('button', { name: /^Execute query/ }).click();
    expect((await sent).headers().authorization).toBe('Bearer example-token');
    expect(issues).toEqual([]);
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)(
    'shows the documentation of the schema in %s mode',
    async (colorScheme) => {
      const { page, issues } = await openPage(browser, gateway.url, { colorScheme });
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page
        .locator('.graphiql-doc-explorer')
        .getByRole('link', { name: 'Mutation', exact: true })
        .click();
      await page.getByText(/^Changes a session in place/).waitFor();
      await screenshot(page, `playground-docs-${colorScheme}`);
      expect(await axeFindings(page, { except: brokenByGraphiql })).toEqual([]);
      expect(issues).toEqual([]);
      await page.context().close();
    },
  );
});
