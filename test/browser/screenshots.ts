/** Makes the pictures of the documents: the built pages with the demo data, in Chromium, each in light and dark. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { sessionId } from '../support/demo.ts';
import { args, executablePath } from './chromium.ts';

const root = join(import.meta.dirname, '../..');
const viewport = { width: 1280, height: 800 };

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

/** Starts the built gateway with the demo data, and calls back with its URL. */
async function withGateway(use: (url: string) => Promise<void>): Promise<void> {
  const env = { PATH: process.env.PATH, PORT: '0', EMULATOR_SEED: 'demo' };
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface(child.stdout)) {
      const { ready, url } = JSON.parse(line) as { ready?: boolean; url: string };
      if (ready) return await use(url);
    }
    throw new Error('The gateway did not start.');
  } finally {
    child.kill();
  }
}

async function take(browser: Browser, url: string, picture: Picture, colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(url + picture.path);
  await picture.prepare(page);
  const file = `${picture.name}${colorScheme === 'dark' ? '-dark' : ''}.png`;
  await page.screenshot({ path: join(root, 'docs', file) });
  await context.close();
}

const browser = await chromium.launch({ executablePath, args });
try {
  await withGateway(async (url) => {
    for (const picture of pictures)
      for (const scheme of ['light', 'dark'] as const) await take(browser, url, picture, scheme);
  });
} finally {
  await browser.close();
}
