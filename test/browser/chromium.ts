/** Starts Chromium, for tests and for the benchmark of the map. */
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { cleanUp } from '../support/cleanUp.ts';

/** Debian's Chromium without windows takes a third of the processor time of the whole one. */
const installed = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'] as const;
const executablePath = process.env.CHROMIUM ?? installed.find((path) => existsSync(path)) ?? installed[0];
// In a separate package, so that building and running the gateway does not need it.
const playwright = await import('playwright-core').catch(() => undefined);

/** What keeps the browser from starting. */
export const missing = [
  ...(existsSync(executablePath)
    ? []
    : [`there is no browser at ${executablePath} (set CHROMIUM to its path)`]),
  ...(playwright ? [] : ['run `npm ci --prefix test/browser`']),
];

export async function startBrowser(): Promise<Browser> {
  if (playwright === undefined) throw new Error(missing.join());
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const browser = await playwright.chromium.launch({ executablePath, args: args.split(' ') });
  cleanUp(() => browser.close());
  return browser;
}
