/** The map in a browser, with a separate gateway for each test. */
import { beforeAll } from '@jest/globals';
import type { Browser, Page, Route } from 'playwright-core';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { hasBrowser, openPage, startBrowser } from './browser.ts';

class MapPage {
  gateway!: TestGateway;
  page!: Page;
  issues: string[] = [];
  browser: Browser | undefined;

  /**
   * @param prepare runs after the gateway has started and before the map is opened.
   * @param view of the map, and the issuer that it may ask.
   */
  async open(
    options: Parameters<typeof startTestGateway>[0] = {},
    prepare?: () => unknown,
    { search = '', issuer }: { search?: string; issuer?: string } = {},
  ) {
    if (this.browser === undefined) throw new Error('there is no browser');
    this.gateway = await startTestGateway(options);
    await prepare?.();
    ({ page: this.page, issues: this.issues } = await openPage(
      this.browser,
      `${this.gateway.url}/map${search}`,
      issuer === undefined ? {} : { issuer },
    ));
  }

  panel = () =>
    this.page.getByRole('complementary').filter({ has: this.page.getByRole('button', { name: 'Close' }) });
  row = (name: string) => this.page.getByRole('listitem').filter({ hasText: name });
  openSession = (name: string) => this.row(name).getByRole('button').first().click();
  /** Waits until the panel says so. */
  says = (text: RegExp) => this.panel().getByText(text).waitFor();
  press = (name: string) => this.panel().getByRole('button', { name, exact: true }).click();

  /** What the header says of the picture. */
  summary = () => this.page.locator('header.top').getByRole('status');
  /** What the header says of the findings. */
  findings = () => this.page.locator('header.top').getByRole('region', { name: 'All findings' });
  /** The button that counts the findings, for example with `1 broken, 2 waste`. */
  found = (counts = '2 waste, 2 notice') =>
    this.findings().getByRole('button', { name: `Findings: ${counts}`, exact: true });
  reload = () => this.page.getByRole('button', { name: 'Reload', exact: true }).click();

  /** From now on, handles the page's requests for the named operation, for example `Plan`; for all if no name is given. */
  intercept = (operation: string, handle: (route: Route) => Promise<unknown>) =>
    this.page.route('**/graphql', (route) =>
      new RegExp(`(query|mutation) ${operation}\\b`).test(route.request().postData() ?? '')
        ? handle(route)
        : route.fallback(),
    );

  /** Makes the gateway unreachable for the named operation. */
  cut = (operation = '') => this.intercept(operation, (route) => route.abort());
  restore = () => this.page.unroute('**/graphql');

  /** Holds back the answers to the named operation until the returned function is called. */
  async hold(operation = ''): Promise<() => void> {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await this.intercept(operation, async (route) => {
      const answer = await route.fetch();
      await held;
      await route.fulfill({ response: answer });
    });
    return release;
  }

  /** Merges fields into the answer to the named operation, whose only root field is `field`. */
  patch = (operation: string, field: string, more: object) =>
    this.intercept(operation, async (route) => {
      const answer = await route.fetch();
      const { data } = (await answer.json()) as { data: Record<string, object> };
      await route.fulfill({ response: answer, json: { data: { [field]: { ...data[field], ...more } } } });
    });

  /** Reads a session through the gateway. */
  async read(id: string) {
    const data = await this.gateway.query<{ trafficMirrorSession: object }>(
      `{ trafficMirrorSession(id: "${id}") { packetLength description sessionNumber trafficMirrorTargetId } }`,
    );
    return data.trafficMirrorSession;
  }
}

/** Starts one browser for a test file. */
export function useMap(): MapPage {
  const map = new MapPage();
  beforeAll(async () => {
    if (hasBrowser) map.browser = await startBrowser();
  });
  return map;
}
