import { expect, test } from '@jest/globals';
import { axeFindings, expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const alerts = async () => (await map.page.getByRole('alert').allInnerTexts()).join('\n');
const unreachable = 'The gateway could not be reached';

onlyWithBrowser('the map, while and after reads fail', () => {
  test('says that it is loading, not that nothing is mirrored', async () => {
    await map.open();
    const release = await map.hold();
    await map.page.reload();
    await map
      .summary()
      .filter({ hasText: /^Loading/ })
      .waitFor();
    expect(await map.page.locator('body').innerText()).not.toContain('0 of 0');
    release();
    await map.summary().filter({ hasText: '7 of 17 network interfaces are mirrored' }).waitFor();
  });

  test('says that nothing could be loaded, and why, and offers to try again', async () => {
    await map.open();
    await map.cut();
    await map.page.reload();
    await map.summary().filter({ hasText: 'Nothing could be loaded' }).waitFor();
    expect(await alerts()).toContain(unreachable);
    const text = await map.page.locator('body').innerText();
    expect(text).not.toMatch(/0 of 0|Failed to fetch/);
    await screenshot(map.page, 'map-nothing');
    await map.restore();
    await map.reload();
    await map.summary().filter({ hasText: '7 of 17' }).waitFor();
    expect(await alerts()).toBe('');
  });

  test('draws the sessions when the filters cannot be read', async () => {
    await map.open();
    await map.cut('Filters');
    await map.page.reload();
    await map.row('api-1-web').getByText('filter not loaded').waitFor();
    await expectCount(map.page.locator('.react-flow__edge'), 10);
    expect(await alerts()).toContain('Filters of us-east-1 are missing');
    // The findings do not rest on what the page has read.
    await map.found().waitFor();
    await screenshot(map.page, 'map-without-filters');
  });

  test('draws the sessions when the targets cannot be read, without calling the targets missing', async () => {
    await map.open();
    await map.cut('Targets');
    await map.page.reload();
    await map.page.getByRole('article').filter({ hasText: 'target not loaded' }).first().waitFor();
    await expectCount(map.page.locator('.react-flow__edge'), 10);
    expect(await map.page.getByText(/not found|not delivered/).count()).toBe(0);
    expect(await alerts()).toContain('Targets of us-east-1 are missing');
  });

  test('draws the network interfaces when the sessions cannot be read, without calling them unmirrored', async () => {
    await map.open();
    await map.cut('Sessions');
    await map.page.reload();
    await map.summary().filter({ hasText: '17 network interfaces' }).waitFor();
    expect(await map.summary().innerText()).toContain('unknown');
    const text = await map.page.locator('main').innerText();
    expect(text).toContain('prod-api-1');
    expect(text).not.toMatch(/not mirrored|not used/);
    expect(await alerts()).toContain('Sessions of us-east-1 are missing');
    await screenshot(map.page, 'map-without-sessions');
    for (const colorScheme of ['light', 'dark'] as const) {
      await map.page.emulateMedia({ colorScheme });
      expect(await axeFindings(map.page)).toEqual([]);
    }
    await screenshot(map.page, 'map-without-sessions-dark');
  });

  test('draws the sessions when the network interfaces cannot be read', async () => {
    await map.open();
    await map.cut('Interfaces');
    await map.page.reload();
    await map.row('api-1-web').waitFor();
    expect(await map.summary().innerText()).toMatch(/10 sessions.*not loaded/);
    expect(await alerts()).toContain('Network interfaces of us-east-1 are missing');
  });

  test('does not say that a session does not exist when the sessions cannot be read', async () => {
    await map.open();
    await map.cut('Sessions');
    await map.page.goto(`${map.gateway.url}/map?session=tms-0a1b2c3d4e5f60006`);
    await map.says(/Whether there is the session tms-0a1b2c3d4e5f60006 is not known: not all sessions/);
  });

  test('keeps saying that a session does not exist while the picture is read again', async () => {
    await map.open({}, undefined, { search: '?session=tms-nope' });
    await map.says(/There is no session tms-nope/);
    const release = await map.hold();
    await map.reload();
    await map.page.getByRole('progressbar').waitFor({ state: 'attached' });
    expect(await map.panel().innerText()).toContain('There is no session tms-nope');
    release();
  });

  test('keeps the last picture with its age when it cannot be loaded again', async () => {
    await map.open();
    await map.page.clock.install();
    await map.page.reload();
    await map.row('api-1-web').waitFor();
    await map.cut();
    await map.reload();
    await map.page.getByText(unreachable).first().waitFor();
    await map.summary().filter({ hasText: '7 of 17' }).waitFor();
    await expectCount(map.row('api-1-web'), 1);
    await map.page.clock.fastForward('03:00');
    await map.page.getByText('read 3 minutes ago').first().waitFor();
    await screenshot(map.page, 'map-old');
    await map.restore();
    await map.reload();
    await map.page.getByText('read 3 minutes ago').first().waitFor({ state: 'detached' });
    expect(await alerts()).toBe('');
  });

  test('keeps one list with its age when only that list cannot be loaded again', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await map.cut('Filters');
    await map.reload();
    await map.page.getByText(/Filters of us-east-1 are out of date: .* read .* ago/).waitFor();
    await map.row('api-1-web').getByText('web-only').waitFor();
  });

  test('draws one Region while another is still loading', async () => {
    await map.open({ moreRegions: ['eu-west-1'] });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await map.intercept('', async (route) => {
      if (route.request().postData()?.includes('eu-west-1')) await held;
      await route.continue();
    });
    await map.page.reload();
    await map.row('web-1-forensics').waitFor();
    await map.page.getByText(/waiting for eu-west-1/).waitFor();
    expect(await map.summary().innerText()).toMatch(/7 of 17 .*so far/);
    release();
    await map.page.getByText(/waiting for/).waitFor({ state: 'detached' });
    expect(await map.summary().innerText()).not.toContain('so far');
  });

  test('says which permission is missing', async () => {
    await map.open();
    await map.intercept('', (route) =>
      route.fulfill({
        status: 403,
        json: {
          errors: [
            {
              message: 'not allowed',
              extensions: { code: 'FORBIDDEN', requiredScopes: ['traffic-mirror:read'] },
            },
          ],
        },
      }),
    );
    await map.page.reload();
    await map.summary().filter({ hasText: 'Nothing could be loaded' }).waitFor();
    expect(await alerts()).toContain('traffic-mirror:read');
  });
});
