/** A real browser on the pages: Chromium, which asks nobody but the gateway. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { projectRoot } from './process.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(executablePath);
// Not to the console: jest keeps back what suites say there that run no test.
if (!hasBrowser)
  process.stderr.write(`no browser at ${executablePath}: the tests of the pages are SKIPPED\n`);

export function startBrowser(): Promise<Browser> {
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  return chromium.launch({ executablePath, args: args.split(' ') });
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
  // Over the debugging protocol, past the page's own policy.
  await page.evaluate(axeSource);
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations
    .filter(({ id, impact }) => /serious|critical/.test(impact) && !except.includes(id))
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

const require = createRequire(import.meta.url);
const axeSource = (require('axe-core') as { source: string }).source;

/** Into an ignored folder, for people to look at. */
export const screenshot = (page: Page, name: string) =>
  page.screenshot({ path: join(projectRoot, 'test-screenshots', `${name}.png`) });
