/** The map in a browser, over a gateway of its own for each test. */
import { afterAll, afterEach, beforeAll, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { hasBrowser, openPage, startBrowser } from './browser.ts';

class MapPage {
  gateway!: TestGateway;
  page!: Page;
  complaints: string[] = [];
  browser: Browser | undefined;

  /** @param prepare runs between the start of the gateway and the first look at the map. */
  async open(options: Parameters<typeof startTestGateway>[0] = {}, prepare?: () => Promise<unknown>) {
    if (this.browser === undefined) throw new Error('there is no browser');
    this.gateway = await startTestGateway(options);
    await prepare?.();
    ({ page: this.page, complaints: this.complaints } = await openPage(
      this.browser,
      `${this.gateway.url}/map`,
    ));
  }

  panel = () =>
    this.page.getByRole('complementary').filter({ has: this.page.getByRole('button', { name: 'Close' }) });
  row = (name: string) => this.page.getByRole('listitem').filter({ hasText: name });
  openSession = (name: string) => this.row(name).getByRole('button').first().click();
  press = (name: string) => this.panel().getByRole('button', { name, exact: true }).click();

  /** What the gateway says of a session now. */
  async read(id: string) {
    const data = await this.gateway.query<{ trafficMirrorSession: object }>(
      `{ trafficMirrorSession(id: "${id}") { packetLength description sessionNumber trafficMirrorTargetId } }`,
    );
    return data.trafficMirrorSession;
  }
}

/** Starts the browser before the tests of a file, and puts everything away after each. */
export function useMap(): MapPage {
  // A browser beside the other tests may take its time.
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
