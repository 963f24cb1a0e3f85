/** A real browser on the pages: Chromium, which asks nobody but the gateway. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../support/process.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
// In a package of its own: who only builds and runs the gateway need not install it.
const playwright = await import('playwright-core').catch(() => undefined);

const missing = [
  ...(existsSync(executablePath) ? [] : [`there is no browser at ${executablePath} (set CHROMIUM)`]),
  ...(playwright ? [] : ['run `npm ci --prefix test/browser`']),
];
export const hasBrowser = missing.length === 0;
export const onlyWithBrowser = hasBrowser ? describe : describe.skip;
// Not to the console: jest keeps back what suites say there that run no test.
if (!hasBrowser) process.stderr.write(`the tests of the pages are SKIPPED: ${missing.join(', and ')}\n`);

export async function startBrowser(): Promise<Browser> {
  if (playwright === undefined) throw new Error(missing.join());
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  return playwright.chromium.launch({ executablePath, args: args.split(' ') });
}

export interface WatchedPage {
  readonly page: Page;
  /** What went wrong without anybody asking: console errors, exceptions, requests to elsewhere. Must be empty. */
  readonly complaints: string[];
}

/** A page of its own, with nothing stored. */
export async function openPage(
  browser: Browser,
  url: string,
  options: { colorScheme?: 'light' | 'dark' } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin)
      complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

/** What axe-core finds, serious or worse. @param except rules that somebody else's markup breaks. */
export async function seriousFindings(page: Page, except: readonly string[] = []): Promise<string[]> {
  const { source } = createRequire(import.meta.url)('axe-core') as { source: string };
  // Over the debugging protocol, past the page's own policy.
  await page.evaluate(source);
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations
    .filter(({ id, impact }) => /serious|critical/.test(impact) && !except.includes(id))
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** Into an ignored folder, for people to look at. */
export const screenshot = (page: Page, name: string) =>
  page.screenshot({ path: join(projectRoot, 'test-screenshots', `${name}.png`) });
