import { beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { onlyWithBrowser, openPage, screenshot, seriousFindings, startBrowser } from './browser.ts';

// A browser is slow while other tests use the same cores.
jest.setTimeout(120_000);

/**
 * Rules that GraphiQL and CodeMirror break: a tab has its close button inside, and an editor scrolls with the keys of the text
 * field in it.
 */
const brokenByGraphiql = ['nested-interactive', 'scrollable-region-focusable'];

onlyWithBrowser('the playground', () => {
  let gateway: TestGateway;
  let browser: Browser;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startTestGateway(), startBrowser()]);
  });

  test.each<[string, RegExp]>([
    ['ModifySession', /"before": "128",\s+"after": "256"/],
    ['DryRun', /"verdict": "PERMITTED"/],
    ['Plan', /session number 2 is used by/],
    ['ListSessions', /"endCursor": "/],
    ['CreateEstate', /"trafficMirrorSessionId": "tms-/],
    ['Findings', /"message": "session 1 takes every packet first"/],
    ['Coverage', /"missing": \d+/],
    ['SimulatePacket', /"verdict": "MIRRORED"/],
    ['BulkModify', /"succeededCount": 2,\s+"failedCount": 1/],
  ])('has the example %s, which runs on the demo data', async (name, expected) => {
    const { page, issues } = await openPage(browser, gateway.url);
    await page.getByRole('button', { name, exact: true }).click();
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes(`${name}(`) ?? false,
    );
    await page.getByRole('button', { name: /^Execute query/ }).click();
    const answer = await (await answered).text();
    expect(answer).not.toContain('"errors"');
    expect(JSON.stringify(JSON.parse(answer), null, 2)).toMatch(expected);
    await page.locator('.result-window').getByText('"data"').waitFor();
    await screenshot(page, `playground-${name}`);
    expect(issues).toEqual([]);
    await page.context().close();
  });

  test.each(['ModifySession', 'Plan'])(
    'keeps its tabs and their variables after a reload of %s',
    async (name) => {
      const { page, issues } = await openPage(browser, gateway.url);
      const tabs = page.getByRole('tablist').getByRole('tab');
      await page.getByRole('button', { name, exact: true }).click();
      const names = await tabs.allInnerTexts();
      // GraphiQL waits half a second before it stores the tabs.
      await page.waitForTimeout(1_000);
      for (let times = 0; times < 2; times += 1) {
        await page.reload();
        await page.getByRole('button', { name, exact: true }).waitFor();
        expect(await tabs.allInnerTexts()).toEqual(names);
        const answered = page.waitForResponse(
          (response) => response.request().postData()?.includes(`${name}(`) ?? false,
        );
        await page.getByRole('button', { name: /^Execute query/ }).click();
        expect(await (await answered).text()).not.toContain('"errors"');
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

  test('opens an example again whose tab was closed', async () => {
    const { page, issues } = await openPage(browser, gateway.url);
    const tab = page.getByRole('tablist').getByRole('tab').filter({ hasText: 'Coverage' });
    await page.getByRole('button', { name: 'Coverage', exact: true }).click();
    await tab.getByRole('button', { name: /close/i }).click();
    await tab.waitFor({ state: 'detached' });
    await page.waitForTimeout(1_000);
    await page.getByText('Examples', { exact: true }).click();
    await screenshot(page, 'playground-examples');
    await page.getByRole('link', { name: 'Coverage', exact: true }).click();
    await tab.waitFor();
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

  test('sends the token from the headers editor', async () => {
    const { page, issues } = await openPage(browser, gateway.url);
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await page.locator('[aria-label="Headers"] .CodeMirror:visible').click();
    await page.keyboard.insertText('{ "authorization": "Bearer example-token" }');
    const sent = page.waitForRequest((request) => request.postData()?.includes('ModifySession') ?? false);
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
      expect(await seriousFindings(page, brokenByGraphiql)).toEqual([]);
      expect(issues).toEqual([]);
      await page.context().close();
    },
  );
});
