import { beforeAll, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, ruleId, sessionId, targetId } from '../support/demo.ts';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();

/** What the map can show, by what the URL says of it, and a button that must be in reach there. */
const panels: [name: string, search: string, button: string][] = [
  ['the picture', '', 'Zoom out'],
  ['what has findings', '?show=findings', 'Show everything'],
  ['a session', `?session=${sessionId(3)}`, 'Preview change'],
  ['an interface that is mirrored', `?interface=${networkInterfaceId(1)}`, 'Follow the packet'],
  ['an interface that is not', `?interface=${networkInterfaceId(11)}`, 'Follow the packet'],
  ['a filter', `?filter=${filterId(2)}`, 'Close'],
  ['a rule', `?filter=${filterId(2)}&rule=${ruleId}`, 'Close'],
  ['a target', `?mirror-target=${targetId(1)}`, 'Preview deletion'],
  ['a new target', '?new=target', 'Close'],
  ['a new filter', '?new=filter', 'Close'],
  ['coverage', '?coverage=VPC', 'Close'],
  ['the table', '?table=sessions', 'Close'],
  ['the table of filters', '?table=filters', 'Close'],
  ['many sessions', '?bulk=change', 'Close'],
  ['the policies', '?policies=all', 'Close'],
  ['a policy', '?policy=prod-to-fleet', 'Apply the plan'],
  ['an operation', '?operation=none', 'Close'],
  ['captures', '?captures=all', 'Close'],
  ['a move', `?move=${targetId(1)}`, 'Preview the move'],
  ['nothing that exists', '?session=tms-0ffffffffffffffff', 'Close'],
];

const sizes: [name: string, width: number, height: number][] = [
  ['wide', 1440, 900],
  ['middle', 1024, 768],
  // As a window of 1440 × 900 at 200 %.
  ['zoomed', 720, 450],
  ['phone', 390, 844],
];

/** What is cut off at the right of the window, makes the page scroll sideways, or has so little room that words are broken into letters. */
const tooWide = `(() => {
  const inPicture = (element) => element.closest('.react-flow, .panel') !== null;
  const cut = [...document.querySelectorAll('button, input, select, summary, a')]
    .filter((element) => !inPicture(element) && element.checkVisibility())
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML);
  const squeezed = [...document.querySelectorAll('.panel dd, .panel p, .panel label')]
    .filter((element) => element.checkVisibility() && element.textContent.length > 3)
    .filter((element) => element.clientWidth > 1 && element.clientWidth < 24)
    .map((element) => 'squeezed: ' + element.outerHTML);
  cut.push(...squeezed);
  return document.documentElement.scrollWidth > innerWidth ? ['the page', ...cut] : cut;
})()`;

onlyWithBrowser('the map for everybody', () => {
  // Once, in a gateway and a page that all tests share: what they look at is not changed.
  beforeAll(() => map.open({ env: { POLICY_FILE: 'examples/policies/demo.yaml' } }));

  test.each(panels)(
    'shows %s at every size, in light and dark, without any finding of axe',
    async (name, search, button) => {
      const problems: string[] = [];
      await map.page.goto(`${map.gateway.url}/map${search}`);
      for (const [size, width, height] of sizes) {
        await map.page.setViewportSize({ width, height });
        await map.page.emulateMedia({ colorScheme: size === 'wide' || size === 'middle' ? 'light' : 'dark' });
        await map.found().waitFor();
        problems.push(...((await map.page.evaluate(tooWide)) as string[]).map((one) => `${size}: ${one}`));
        const wanted = map.page.getByRole('button', { name: button, exact: true });
        // Fails if it cannot be scrolled into view, or something lies over it.
        await wanted.click({ trial: true });
        if (width < 800) await screenshot(map.page, `everybody-${name.replaceAll(' ', '-')}-${size}`);
        if (size === 'wide' || size === 'phone') {
          // What a phone shows above a panel is looked at in the rows without one.
          const within = size === 'phone' && (await map.panel().count()) > 0 ? '.panel' : 'html';
          problems.push(...(await axeFindings(map.page, { within })).map((one) => `${size}: ${one}`));
        }
      }
      expect(problems).toEqual([]);
    },
  );

  test('names the target and filter of each session to who cannot see the lines', async () => {
    await map.page.goto(`${map.gateway.url}/map`);
    await map.found().waitFor();
    for (const name of [
      '1 api-1-to-ids, to ids-sensor, filter all-traffic',
      '2 api-1-web waste, to sensor-fleet, filter web-only',
    ])
      await map.page.getByRole('button', { name, exact: true }).waitFor();
  });

  test('leads past the picture by keyboard, and shows where the focus is', async () => {
    await map.page.setViewportSize({ width: 1440, height: 900 });
    await map.page.goto(`${map.gateway.url}/map`);
    await map.found().waitFor();
    await map.page.getByLabel('Token').focus();
    const skip = map.page.getByRole('button', { name: 'Skip the picture' });
    await map.page.keyboard.press('Tab');
    expect(await skip.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
    await screenshot(map.page, 'everybody-skip');
    await map.page.keyboard.press('Enter');
    await map.page.locator('button:focus', { hasText: '+' }).waitFor();
  });

  test('has a plan read aloud when it is there', async () => {
    await map.page.goto(`${map.gateway.url}/map?session=${sessionId(6)}`);
    await map.panel().getByLabel('Packet length').fill('256');
    await map.press('Preview change');
    await map
      .panel()
      .getByRole('status')
      .filter({ hasText: 'The plan has 1 change and 0 warnings.' })
      .waitFor({ state: 'attached' });
  });

  test('can be used in the colours that the user has forced', async () => {
    await map.page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
    await map.page.goto(`${map.gateway.url}/map?session=${sessionId(6)}`);
    await map.row('web-1-forensics').waitFor();
    await screenshot(map.page, 'everybody-forced-colours');
    // What is chosen cannot be told by its background, which is forced too.
    expect(
      await map.page.evaluate("getComputedStyle(document.querySelector('.session.chosen')).outlineStyle"),
    ).toBe('solid');
  });
});
