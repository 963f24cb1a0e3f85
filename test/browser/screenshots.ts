/** Makes the pictures of the documents: the built pages with the demo data, in Chromium, each in light and dark. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { stopStarted } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { projectRoot, startProgram } from '../support/process.ts';
import { startBrowser } from './chromium.ts';

const viewport = { width: 1440, height: 900 };

interface Picture {
  /** The file in `docs/`, without its ending. In dark, it ends with `-dark`. */
  readonly name: string;
  readonly path: string;
  readonly prepare: (page: Page) => Promise<unknown>;
}

const pictures: readonly Picture[] = [
  {
    name: 'map',
    path: '/map',
    prepare: (page) => page.getByRole('button', { name: /^Findings: / }).waitFor(),
  },
  {
    name: 'map-plan',
    path: `/map?session=${sessionId(6)}`,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Findings: / }).waitFor();
      await page.getByLabel('Packet length').fill('256');
      await page.getByRole('button', { name: 'Preview change' }).click();
      await page
        .getByText(/^Would /)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Apply', exact: true }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'playground',
    path: '/',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'SimulatePacket', exact: true }).click();
      await page.getByRole('button', { name: /^Execute query/ }).click();
      await page.locator('.result-window').getByText('"verdict"').waitFor();
    },
  },
];

async function take(browser: Browser, url: string, picture: Picture, colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(url + picture.path);
  await picture.prepare(page);
  const file = `${picture.name}${colorScheme === 'dark' ? '-dark' : ''}.png`;
  await page.screenshot({ path: join(projectRoot, 'docs', file) });
  await context.close();
}

try {
  const { url } = await startProgram({ EMULATOR_SEED: 'demo' }).ready();
  const browser = await startBrowser();
  for (const picture of pictures)
    for (const scheme of ['light', 'dark'] as const) await take(browser, url, picture, scheme);
} finally {
  await stopStarted();
}
