import { beforeEach, expect, test } from '@jest/globals';
import { axeFindings, expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();

onlyWithBrowser('the map of the demo data', () => {
  beforeEach(() => map.open());

  test('shows all interfaces, mirrored or not, their sessions in evaluation order, and the targets', async () => {
    const sources = map.page.getByRole('article').filter({ has: map.page.getByRole('list') });
    await sources.first().waitFor();
    await expectCount(sources, 7);
    await map.page.getByText('7 of 17 network interfaces are mirrored by 10 sessions to 3 targets').waitFor();
    await map.found().waitFor();
    const first = sources.filter({ hasText: 'prod-api-1' }).getByRole('listitem');
    expect((await first.allInnerTexts()).map((text) => text.split(/\s+/).join(' '))).toEqual([
      '1 api-1-to-ids all-traffic whole packets VNI 4211001',
      '2 api-1-web waste web-only 8,500 B VNI 4211002',
      '3 api-1-db waste database notice 256 B VNI 4211003',
    ]);
    await expectCount(map.page.locator('.react-flow__edge'), 10);
    for (const text of ['not mirrored · 10.30.3.20', 'mirror target: ids-sensor'])
      await expectCount(map.page.getByText(text), 1);
    // The nodes of load balancers.
    await expectCount(map.page.getByText('cannot be mirrored'), 3);
    const target = map.page.locator('.target-card').filter({ hasText: 'staging-sensors' });
    expect(await target.innerText()).toContain('not used');
    await screenshot(map.page, 'map');
    expect(map.issues).toEqual([]);
  });

  test('has no serious accessibility violations with the panel open, in light and dark mode', async () => {
    await map.openSession('web-1-forensics');
    expect(await axeFindings(map.page)).toEqual([]);
    await map.page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFindings(map.page)).toEqual([]);
    await screenshot(map.page, 'map-dark');
  });

  test('shows the rules of a filter', async () => {
    await map
      .row('api-1-web')
      .getByRole('button', { name: /^web-only/ })
      .click();
    const [inbound, outbound] = await map.panel().getByRole('table').allInnerTexts();
    expect(inbound).toMatch(/10\s+reject\s+TCP\s+0\.0\.0\.0\/0\s+all ports\s+0\.0\.0\.0\/0\s+port 22/);
    expect(outbound).toMatch(/20\s+accept\s+TCP\s+0\.0\.0\.0\/0\s+port 443/);
    await screenshot(map.page, 'map-filter');
    expect(map.issues).toEqual([]);
  });

  test('searches by text, tag, VPC, target, VNI, and for interfaces that are not mirrored', async () => {
    const expectShown = (interfaces: number, sessions: number) =>
      map
        .summary()
        .filter({ hasText: `${sessions} of 10 sessions and ${interfaces} of 17 network interfaces shown` })
        .waitFor();
    const reset = () => map.page.getByRole('button', { name: 'Show everything' }).click();
    const cases: [label: string, value: string, interfaces: number, sessions: number][] = [
      ['Search', 'forensics', 1, 1],
      ['Search', '10.20.1.15', 1, 1],
      ['Tag', 'team=storefront', 3, 3],
      ['Tag', 'env=staging', 5, 1],
      ['VNI', '4211009', 1, 1],
    ];
    for (const [label, value, interfaces, sessions] of cases) {
      await map.page.getByLabel(label, { exact: true }).fill(value);
      await expectShown(interfaces, sessions);
      await reset();
    }
    await map.page.getByLabel('VPC').selectOption('vpc-01a2b3c4d5e6f0002');
    await expectShown(6, 1);
    await reset();
    await map.page.getByRole('search').getByLabel('Target').selectOption({ label: 'inspection' });
    await expectShown(2, 2);
    await reset();
    await map.page.getByLabel('Show').selectOption('not mirrored');
    await expectShown(10, 0);
    expect(map.issues).toEqual([]);
  });

  test('sends the token with requests, and stores it nowhere', async () => {
    const sent = map.page.waitForRequest(
      (request) => request.headers().authorization === 'Bearer example-token',
    );
    await map.page.getByLabel('Token').fill('example-token');
    await map.page.keyboard.press('Enter');
    await sent;
    expect(
      await map.page.evaluate(
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
      ),
    ).toBe('[{},{},""]');
  });
});
