import { beforeEach, expect, test } from '@jest/globals';
import { axeFindings, expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const open = (name: string) => map.page.getByRole('button', { name, exact: true }).click();
const fill = (label: string, value: string) => map.panel().getByLabel(label, { exact: true }).fill(value);
const answer = () => map.panel().getByRole('region', { name: 'Answer' });

onlyWithBrowser('a network interface on the map', () => {
  beforeEach(async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await map.found().waitFor();
  });

  test.each([
    ['prod-api-1', /cannot be mirrored by one more session.*3 of 3 sessions are in use/],
    ['prod-api-2', /can be mirrored: 1 of 3 sessions are in use. The next free session number is 2/],
    ['prod-legacy-1', /not known.*t2.micro/],
    ['prod-sensor-1', /cannot be mirrored. It is used as a mirror target/],
  ])('says whether %s can be mirrored, and why', async (name, expected) => {
    await open(name);
    await map.says(expected);
    expect(map.issues).toEqual([]);
  });

  test('shows which session takes a packet, which do not, and what arrives where', async () => {
    await open('prod-api-1');
    await map.press('Follow the packet');
    await answer().waitFor();
    expect(await answer().innerText()).toMatch(/api-1-to-ids takes it, because rule \d+ accepts it/);
    expect(await answer().innerText()).toMatch(
      /bytes are sent from 10\.20\.1\.11 to 10\.20\.\d+\.\d+ with VNI 4211001/,
    );
    expect(await map.page.locator('.session.takes').innerText()).toContain('api-1-to-ids');
    await expectCount(map.page.locator('.session.never'), 2);
    await expectCount(map.page.locator('.react-flow__edge.chosen'), 1);
    await screenshot(map.page, 'map-packet');
    expect(await axeFindings(map.page)).toEqual([]);
    // What was asked has changed, so the answer is gone, and so is the light.
    await fill('Destination port', '22');
    await answer().waitFor({ state: 'detached' });
    expect(await map.page.locator('.session.takes').count()).toBe(0);
  });

  test('forgets what was asked before the packet was changed or the panel closed', async () => {
    const release = await map.hold('Simulate');
    await open('prod-api-1');
    await map.press('Follow the packet');
    await fill('Destination port', '22');
    expect(await map.panel().locator('.primary').getAttribute('aria-disabled')).toBe('false');
    await map.press('Follow the packet');
    await map.press('Close');
    release();
    await map.page.waitForLoadState('networkidle');
    await open('prod-web-2');
    await map.says(/can be mirrored|cannot be mirrored/);
    expect(await map.page.locator('.session.takes, .session.passes, .session.never').count()).toBe(0);
    expect(await answer().count()).toBe(0);
  });

  test('shows that no session takes a packet', async () => {
    await open('prod-web-2');
    await fill('Destination port', '22');
    await map.press('Follow the packet');
    await answer()
      .getByText(/web-2-to-fleet does not take it, because rule \d+ rejects it/)
      .waitFor();
    expect(await map.page.locator('.session.takes').count()).toBe(0);
    expect(await map.page.locator('.session.passes').innerText()).toContain('web-2-to-fleet');
  });

  test('says which field is wrong, and what the gateway says of an address', async () => {
    await open('prod-web-2');
    await fill('Destination port', 'https');
    await map.press('Follow the packet');
    await map.says(/whole number of up to 5 digits/);
    await fill('Destination port', '443');
    await fill('Source address', 'nowhere');
    await map.press('Follow the packet');
    await map
      .panel()
      .getByRole('alert')
      .filter({ hasText: /address/i })
      .waitFor();
  });

  test('turns the packet around with its direction', async () => {
    await open('prod-web-2');
    await map.panel().getByLabel('Direction').selectOption('EGRESS');
    expect(await map.panel().getByLabel('Source address').inputValue()).toBe('10.20.2.14');
    expect(await map.panel().getByLabel('Source port').inputValue()).toBe('443');
  });
});
