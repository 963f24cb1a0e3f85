import { beforeAll, expect, test } from '@jest/globals';
import { crowdOf, writeCrowdedEstates } from '../support/crowdedEstates.ts';
import { axeFindings, expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const accountIds = ['123456789012', '210987654321', '321098765432'] as const;
const sessions = 504;
const { mirrored, unmirrored, targets } = crowdOf({ sessions });
const interfaces = mirrored + unmirrored;

const box = (text: string) => map.page.getByRole('article').filter({ hasText: text });
const frame = (title: string) => map.page.locator('section.frame').filter({ hasText: title });
const button = (name: string | RegExp) => map.page.getByRole('button', { name });
const showAll = async () => {
  await map.page.goto(`${map.gateway.url}/map`);
  await map.page.locator('.group').nth(11).waitFor();
};
const drawn = () => map.page.getByRole('article').count();

onlyWithBrowser('the map of several accounts with 1,500 sessions', () => {
  // One gateway for all: its estates are large.
  beforeAll(() =>
    map.open({
      seed: `file:${writeCrowdedEstates({ accountIds, sessions })}`,
      moreAccounts: accountIds.slice(1),
    }),
  );

  test('draws boxes with counts, which open and close, and are in the link', async () => {
    await map.summary().filter({ hasText: 'by 1,512 sessions to 36 targets' }).waitFor();
    await map.page.getByText('so far').waitFor({ state: 'detached' });
    await map.page.locator('.group').nth(11).waitFor();
    const texts = await map.page.locator('.group').allInnerTexts();
    expect(texts).toHaveLength(12);
    expect(texts[0]).toMatch(/^VPC vpc-\w+ · 2 subnets\s+102 interfaces, 126 sessions/);
    expect(sumOf(texts, /([\d,]+) sessions/)).toBe(3 * sessions);
    expect(sumOf(texts, /([\d,]+) interfaces/)).toBeGreaterThanOrEqual(3 * interfaces);
    const groups = await map.page.locator('.target-card.many').allInnerTexts();
    expect(sumOf(groups, /([\d,]+) ×/)).toBe(3 * targets);
    expect(sumOf(groups, /([\d,]+) sessions/)).toBe(3 * sessions);
    // Each line says how many sessions it is.
    const numbers = await map.page.locator('.react-flow__edge-text').allTextContents();
    expect(sumOf(numbers, /([\d,]+)/)).toBe(3 * sessions);
    await screenshot(map.page, 'map-scale');
    expect(await axeFindings(map.page)).toEqual([]);

    await button(/^Open VPC/)
      .first()
      .click();
    await map.page.waitForURL(/open=/);
    await button(/^Show 40 of subnet/)
      .first()
      .click();
    await map.row('session-1-1-1').first().waitFor();
    expect(await drawn()).toBeLessThan(80);
    await map.page.reload();
    await map.row('session-1-1-1').first().waitFor();
    await button(/^Close VPC/).click();
    await map.row('session-1-1-1').first().waitFor({ state: 'detached' });
    await map.page
      .getByRole('button', { name: /^Show 8/ })
      .first()
      .click();
    await box('sensors-1-a').first().waitFor();
    expect(map.issues).toEqual([]);
  });

  test('opens what a search finds, in the account where it is, and says what it hides', async () => {
    await showAll();
    await map.page.getByLabel('Search', { exact: true }).fill('node-2-3 210987654321');
    await map
      .summary()
      .filter({ hasText: /^\d+ of 1,512 sessions and \d+ of [\d,]+ network interfaces shown/ })
      .waitFor();
    await map.row('session-2-3-3').waitFor();
    await frame('Account 210987654321 us-east-1').waitFor();
    await frame('of 102 network interfaces shown').first().waitFor();
    await map.page.getByRole('button', { name: 'Show everything' }).click();
    await map.page.locator('.group').nth(11).waitFor();
  });

  test('is read by a caller who may send only some requests in a second', async () => {
    let refused = 0;
    await map.page.route('**/graphql', (route) => {
      // Every third one, as often as a gateway would that counts them.
      refused += 1;
      return refused % 3 === 0
        ? route.fulfill({
            status: 429,
            headers: { 'retry-after': '0' },
            json: { errors: [{ message: 'too many', extensions: { code: 'RATE_LIMITED' } }] },
          })
        : route.fallback();
    });
    await showAll();
    await map.summary().filter({ hasText: 'by 1,512 sessions to 36 targets' }).waitFor();
    expect(refused).toBeGreaterThan(12);
    await map.page.getByText('so far').waitFor({ state: 'detached' });
    expect(await map.page.getByText('missing').count()).toBe(0);
    await map.restore();
  });

  test('says in one line that many accounts could not be read, and which when asked', async () => {
    await map.cut('Sessions');
    await map.intercept('Targets', (route) => route.fulfill({ status: 502, body: 'bad gateway' }));
    await map.page.goto(`${map.gateway.url}/map`);
    await map.page.getByText('And 5 more failures').click();
    for (const accountId of accountIds)
      await map.page.getByText(`Targets of ${accountId} us-east-1 are missing`).last().waitFor();
    await expectCount(map.page.getByRole('alert'), 1);
    await map.restore();
  });

  test('lists all interfaces that are not mirrored, page by page', async () => {
    await showAll();
    // Smaller pages than in use, because 3,000 interfaces would take long.
    await map.intercept('Coverage', (route) => {
      const body = route.request().postDataJSON() as { variables: object };
      return route.continue({
        postData: JSON.stringify({ ...body, variables: { ...body.variables, first: 200 } }),
      });
    });
    await map.page.getByRole('button', { name: 'Coverage', exact: true }).click();
    await map.says(/have the first 200 of/);
    await map.press('Read the others');
    await map
      .panel()
      .getByText(/have the first/)
      .waitFor({ state: 'detached' });
    const status = await map
      .panel()
      .getByRole('status')
      .filter({ hasText: 'interfaces' })
      .first()
      .innerText();
    expect(Number(status.replace(/\D/g, ''))).toBeGreaterThanOrEqual(3 * unmirrored);
    await map
      .panel()
      .getByRole('navigation', { name: 'Pages of not mirrored' })
      .getByText(/^1 to 50 of/)
      .waitFor();
    await map.panel().getByRole('navigation').getByRole('button', { name: 'Next' }).click();
    await map
      .panel()
      .getByRole('navigation')
      .getByText(/^51 to 100 of/)
      .waitFor();
  });
});

const sumOf = (texts: readonly string[], number: RegExp) =>
  texts.reduce((sum, text) => sum + Number((number.exec(text)?.[1] ?? '0').replaceAll(',', '')), 0);
