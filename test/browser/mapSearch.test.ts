import { beforeEach, expect, test } from '@jest/globals';
import { filterId, sessionId, targetId } from '../support/demo.ts';
import { expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const search = (label: string, value: string) => map.page.getByLabel(label, { exact: true }).fill(value);
const card = (text: string) => map.page.getByRole('article').filter({ hasText: text });

onlyWithBrowser('a search on the map', () => {
  beforeEach(async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await map.found().waitFor();
  });

  test('says what it hides', async () => {
    await search('VNI', '4211003');
    await map
      .summary()
      .filter({ hasText: '1 of 10 sessions and 1 of 17 network interfaces shown' })
      .waitFor();
    expect(await card('prod-api-1').innerText()).toContain('1 of 3 sessions shown');
    expect(await map.page.locator('.target-card').innerText()).toMatch(/1 of \d+ sessions shown/);
    expect(await map.page.getByText('network interfaces shown').count()).toBeGreaterThan(1);
    await screenshot(map.page, 'map-narrowed');
  });

  test('restores everything when it is cleared', async () => {
    const before = await map.page.locator('main').innerText();
    const summary = await map.summary().innerText();
    await search('Search', 'forensics');
    await map.summary().filter({ hasText: 'shown' }).waitFor();
    await search('Search', '');
    await map.summary().filter({ hasText: summary }).waitFor();
    expect(await map.page.locator('main').innerText()).toBe(before);
    expect(await map.page.getByRole('button', { name: 'Show everything' }).count()).toBe(0);
    await search('Search', '   ');
    await map.page.waitForTimeout(100);
    expect(await map.page.locator('main').innerText()).toBe(before);
  });

  test.each([
    ['several words, of the interface, its session and the target', 'prod-api-1 web', /1 of 10 sessions/],
    [
      'an ARN of a session',
      `arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/${sessionId(1)}`,
      /1 of 10/,
    ],
    ['an id of a filter, and its name', filterId(1), /shown/],
    ['a tag as key=value', 'name=api-1-web', /1 of 10 sessions/],
    ['words of which one is nowhere', 'prod-api-1 nowhere', /Nothing matches/],
  ])('finds %s', async (_, text, expected) => {
    await search('Search', text);
    await map.summary().filter({ hasText: expected }).waitFor();
  });

  test('finds a target and a filter that no session uses', async () => {
    await search('Search', 'staging-sensors');
    await map
      .summary()
      .filter({ hasText: /^0 of 10 sessions/ })
      .waitFor();
    expect(await map.page.locator('.target-card').allInnerTexts()).toEqual([
      expect.stringContaining('staging-sensors'),
    ]);
    await search('Search', filterId(4));
    await map.page.locator('.target-card').waitFor({ state: 'detached' });
    await map
      .summary()
      .filter({ hasText: /^0 of 10 sessions/ })
      .waitFor();
  });

  test('says when nothing matches', async () => {
    await search('Search', 'no such thing');
    await map.summary().filter({ hasText: 'Nothing matches the search' }).waitFor();
    await map.page.getByRole('button', { name: 'Show everything' }).click();
    await map.row('api-1-web').waitFor();
  });

  test('finds a tag whose value contains an equals sign', async () => {
    await map.gateway.query(`mutation {
      tagTrafficMirrorResources(input: { resourceIds: ["tms-0a1b2c3d4e5f60006"], add: [{ key: "query", value: "a=1=2" }] }) { userErrors { message } }
    }`);
    await map.reload();
    await search('Tag', 'query=a=1=2');
    await map.row('web-1-forensics').waitFor();
    await map.row('api-1-web').waitFor({ state: 'detached' });
    await search('Tag', 'query=a=1');
    await map.summary().filter({ hasText: 'Nothing matches' }).waitFor();
  });

  test('leaves the headings clear of the zoom buttons, and the number of sessions uncut', async () => {
    await map.gateway.query(`mutation {
      tagTrafficMirrorResources(input: { resourceIds: ["${targetId(1)}"], add: [{ key: "Name", value: "${'a long name '.repeat(9)}" }] }) { userErrors { message } }
    }`);
    await map.reload();
    await map.page.locator('.target-card').filter({ hasText: 'a long name' }).waitFor();
    await map.openSession('api-1-web');
    const box = async (name: string) => {
      const found = await map.page.getByText(name).first().boundingBox();
      if (found === null) throw new Error(`${name} is not visible`);
      return found;
    };
    const heading = await box('receive the packets');
    const zoom = await map.page.getByRole('button', { name: /zoom in/i }).boundingBox();
    expect(heading.x + heading.width).toBeLessThan(zoom?.x ?? 0);
    for (const one of await map.page.locator('.target-card .uses').all())
      expect(
        await one.evaluate((element) => {
          const inner = element.getBoundingClientRect();
          const outer = element.closest('article')?.getBoundingClientRect();
          return inner.right <= (outer?.right ?? 0) && inner.bottom <= (outer?.bottom ?? 0);
        }),
      ).toBe(true);
    await expectCount(map.page.locator('.target-card .uses'), 4);
    await screenshot(map.page, 'map-long-name');
  });
});
