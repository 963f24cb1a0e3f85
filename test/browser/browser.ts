/** Opens the pages in Chromium until the test ends, and records what goes wrong there. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { cleanUp } from '../support/cleanUp.ts';
import { projectRoot } from '../support/process.ts';
import { missing } from './chromium.ts';

export { startBrowser } from './chromium.ts';

export const hasBrowser = missing.length === 0;
export const onlyWithBrowser = hasBrowser ? describe : describe.skip;
// Not with console: Jest drops the console output of suites whose tests are all skipped.
if (!hasBrowser) process.stderr.write(`The browser tests are SKIPPED: ${missing.join(', and ')}\n`);

export interface WatchedPage {
  readonly page: Page;
  /** Console errors and warnings, exceptions, and requests to other origins. Tests expect none. */
  readonly issues: string[];
}

/** Opens a page in a new browser context, with empty storage. @param options `issuer` is the only other origin that it may ask. */
export async function openPage(
  browser: Browser,
  url: string,
  { issuer, ...options }: { colorScheme?: 'light' | 'dark'; issuer?: string } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  // Ends what hangs, like the time-out of tests.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  cleanUp(async () => {
    // A request may still be on its way through a handler of the test, which fails once the page is closed.
    if (!page.isClosed()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  });
  const issues: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) issues.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => issues.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!/^(data|blob):/.test(protocol) && origin !== new URL(url).origin && origin !== issuer)
      issues.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, issues };
}

/**
 * @param except ids of axe-core rules to ignore, for markup that is not ours.
 * @param within a selector. Default: the whole page.
 * @returns the accessibility violations of any severity, also of targets that are too small (WCAG 2.2).
 */
export async function axeFindings(
  page: Page,
  { except = [], within = 'html' }: { except?: readonly string[]; within?: string } = {},
): Promise<string[]> {
  const { source } = createRequire(import.meta.url)('axe-core') as { source: string };
  // Evaluated over the debugging protocol, which the page's content security policy does not restrict.
  await page.evaluate(source);
  const options = { rules: { 'target-size': { enabled: true } } };
  const found = (await page.evaluate(`axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`)) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations
    .filter(({ id }) => !except.includes(id))
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** Waits until so many are on the page: edges, for example, are drawn after the cards that they join have been measured. */
export async function expectCount(locator: Locator, count: number): Promise<void> {
  await locator.nth(count - 1).waitFor({ state: 'attached' });
  expect(await locator.count()).toBe(count);
}

const wantsScreenshots = process.env.SCREENSHOTS === 'true';

/** Saves a screenshot to look at in a folder that Git ignores, if somebody wants to. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (wantsScreenshots) await page.screenshot({ path: join(projectRoot, 'test-screenshots', `${name}.png`) });
}
