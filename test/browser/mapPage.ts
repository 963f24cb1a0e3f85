/** The map in a browser, with a separate gateway for each test. */
import { afterAll, afterEach, beforeAll, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { hasBrowser, openPage, startBrowser } from './browser.ts';

class MapPage {
  gateway!: TestGateway;
  page!: Page;
  issues: string[] = [];
  browser: Browser | undefined;

  /** @param prepare runs after the gateway has started and before the map is opened. */
  async open(options: Parameters<typeof startTestGateway>[0] = {}, prepare?: () => Promise<unknown>) {
    if (this.browser === undefined) throw new Error('there is no browser');
    this.gateway = await startTestGateway(options);
    await prepare?.();
    ({ page: this.page, issues: this.issues } = await openPage(this.browser, `${this.gateway.url}/map`));
  }

  panel = () =>
    this.page.getByRole('complementary').filter({ has: this.page.getByRole('button', { name: 'Close' }) });
  row = (name: string) => this.page.getByRole('listitem').filter({ hasText: name });
  openSession = (name: string) => this.row(name).getByRole('button').first().click();
  press = (name: string) => this.panel().getByRole('button', { name, exact: true }).click();

  /** Reads a session through the gateway. */
  async read(id: string) {
    const data = await this.gateway.query<{ trafficMirrorSession: object }>(
      `{ trafficMirrorSession(id: "${id}") { packetLength description sessionNumber trafficMirrorTargetId } }`,
    );
    return data.trafficMirrorSession;
  }
}

/** Starts one browser for a test file; closes the page and stops the gateway after each test. */
export function useMap(): MapPage {
  // A browser is slow while other tests use the same cores.
  jest.setTimeout(120_000);
  const map = new MapPage();
  beforeAll(async () => {
    if (hasBrowser) map.browser = await startBrowser();
  });
  afterAll(() => map.browser?.close());
  afterEach(async () => {
    await map.page?.context().close();
    await map.gateway?.stop();
  });
  return map;
}
