/** What a person does on the map, one thing after the other, and what it costs the page. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Row } from './report.ts';

/** What `watch.js` records inside the page. All in milliseconds, times since navigation. */
interface Watched {
  /** How long each task over 50 ms took. */
  readonly tasks: readonly number[];
  /** From each input to the next paint. */
  readonly paints: readonly number[];
  /** When the page last changed. */
  readonly changedAt: number;
  /** When the first picture was painted, of whatever had been read. */
  readonly firstAt?: number;
  /** When a picture of everything was painted. */
  readonly usefulAt?: number;
}

/** The page has settled when nothing has changed in it for so long. */
const quietMs = 400;
const words = 'node-3-11 team-3';

export async function measureRun(
  browser: Browser,
  url: string,
  { sessions, withRefresh }: { sessions: number; withRefresh: boolean },
): Promise<Row[]> {
  // The page's policy keeps even the benchmark from evaluating anything there.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.addInitScript(`window.allSessions = '${sessions.toLocaleString('en')}'`);
  await page.addInitScript({ path: join(import.meta.dirname, 'watch.js') });
  await page.goto(`${url}/map`);
  const rows = [...(await loadRows(page)), ...(await interactionRows(page))];
  if (withRefresh) {
    await page.goto(`${url}/map`);
    await loadRows(page);
    rows.push(await refresh(page, 'refresh, nothing changed'));
    await change(url);
    rows.push(await refresh(page, 'refresh, one session changed'));
  }
  await context.close();
  return rows;
}

async function loadRows(page: Page): Promise<Row[]> {
  await page.waitForFunction('window.watched?.usefulAt !== undefined');
  const { usefulAt = 0, firstAt = 0, tasks } = await watched(page);
  const read = await page.evaluate<number>(
    `Math.max(...performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/graphql')).map((one) => one.responseEnd).filter((end) => end <= ${usefulAt}))`,
  );
  await page.locator('.findings-bar button.mark, .findings-bar:has-text("No findings")').first().waitFor();
  const findings = await settle(page, usefulAt);
  return [
    { name: 'load: from navigation to a picture of what was read first', settled: firstAt, tasks: [] },
    { name: 'load: from navigation to a picture of everything', settled: usefulAt, tasks },
    { name: 'load: from the last byte to a picture of everything', settled: usefulAt - read, tasks: [] },
    { name: 'load: the findings', tasks: findings.tasks.slice(tasks.length) },
  ];
}

async function interactionRows(page: Page): Promise<Row[]> {
  const rows: Row[] = [];
  const measure = async (name: string, act: () => Promise<unknown>, done?: () => Promise<unknown>) => {
    await page.evaluate('Object.assign(window.watched, { tasks: [], paints: [] })');
    const began = await page.evaluate<number>('performance.now()');
    await act();
    await done?.();
    const { tasks, paints, changedAt } = await settle(page, began);
    rows.push({ name, paint: Math.max(0, ...paints), settled: Math.max(0, changedAt - began), tasks });
  };
  const search = page.getByLabel('Search', { exact: true });
  await search.focus();
  await measure('search, letter by letter', () => search.pressSequentially(words, { delay: 120 }));
  await measure('show everything again', () => page.getByRole('button', { name: 'Show everything' }).click());
  const target = page.getByRole('search').getByLabel('Target');
  await measure('choose a target', () => target.selectOption({ index: 5 }));
  await measure('all targets again', () => target.selectOption({ index: 0 }));
  for (let depth = 1; depth <= 3; depth++) {
    if ((await page.locator('.source-card:not(.unmirrored)').count()) > 0) break;
    const box = page.locator('.react-flow__node button').filter({ hasText: /^(Open|Show)/ });
    await measure(`open a box, ${depth}`, () => box.first().click());
  }
  await measure('open a session', () => page.locator('.session .open').first().click());
  await measure('close it', () => page.keyboard.press('Escape'));
  const canvas = await page.locator('.canvas').boundingBox();
  await page.mouse.move(300, (canvas?.y ?? 0) + 300);
  await measure('pan', async () => {
    for (let step = 0; step < 25; step++) {
      await page.mouse.wheel(0, step < 15 ? 120 : -150);
      await page.waitForTimeout(30);
    }
  });
  await measure('zoom out and in', async () => {
    for (const name of ['Zoom out', 'Zoom out', 'Zoom out', 'Zoom in', 'Zoom in'])
      await page.getByRole('button', { name }).click();
  });
  await measure('fit to window', () => page.getByRole('button', { name: 'Fit to window' }).click());
  await measure('open the table', () => page.getByRole('button', { name: 'Table', exact: true }).click());
  const header = (name: string) => page.getByRole('columnheader', { name }).getByRole('button');
  await measure('sort the table', () => header('Session ID').click());
  const inTable = page.getByLabel(/^Search sessions/);
  await inTable.focus();
  await measure('search the table, letter by letter', () =>
    inTable.pressSequentially('node-3-11', { delay: 120 }),
  );
  await measure(
    'open the coverage',
    () => page.getByRole('button', { name: 'Coverage', exact: true }).click(),
    () => page.getByText('are mirrored.').waitFor(),
  );
  return rows;
}

/** Waits until the page has read again by itself. */
async function refresh(page: Page, name: string): Promise<Row> {
  await page.evaluate('Object.assign(window.watched, { tasks: [] })');
  const isScopes = (text: string | null) => text?.includes('query Scopes') ?? false;
  await page.waitForRequest((request) => isScopes(request.postData()), { timeout: 300_000 });
  const began = await page.evaluate<number>('performance.now()');
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(3_000);
  const { tasks } = await settle(page, began);
  return { name, tasks };
}

async function change(url: string): Promise<void> {
  const send = async (query: string) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as { data: { page: { nodes: { id: string }[] } } };
  };
  const { data } = await send('{ page: trafficMirrorSessions(first: 1) { nodes { id } } }');
  await send(
    `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${data.page.nodes[0]?.id}", description: "${Date.now()}" }) { userErrors { message } } }`,
  );
}

const watched = (page: Page) => page.evaluate<Watched>('window.watched');

/** @param began in the page's time. @returns what was recorded, once nothing changes any more. */
async function settle(page: Page, began: number): Promise<Watched> {
  await page.waitForFunction(
    `performance.now() - Math.max(${began}, window.watched.changedAt) > ${quietMs}`,
    undefined,
    { polling: 100 },
  );
  return watched(page);
}
