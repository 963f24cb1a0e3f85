import { ModifyTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  hasBrowser,
  openPage,
  screenshot,
  seriousFindings,
  startBrowser,
  type WatchedPage,
} from '../support/browser.ts';
import { filterId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

// A browser beside the other tests may take its time.
jest.setTimeout(120_000);

const onlyWithBrowser = hasBrowser ? describe : describe.skip;

let gateway: TestGateway;
let browser: Browser;
let page: Page;
let complaints: string[];
beforeAll(async () => {
  if (hasBrowser) browser = await startBrowser();
});
afterAll(() => browser?.close());
afterEach(async () => {
  await page?.context().close();
  await gateway?.stop();
});

async function open(options: Parameters<typeof startTestGateway>[0] = {}, prepare?: () => Promise<unknown>) {
  gateway = await startTestGateway(options);
  await prepare?.();
  ({ page, complaints } = (await openPage(browser, `${gateway.url}/map`)) satisfies WatchedPage);
}

const panel = () =>
  page.getByRole('complementary').filter({ has: page.getByRole('button', { name: 'Close' }) });
const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
const openSession = (name: string) => row(name).getByRole('button').first().click();
const press = (name: string) => panel().getByRole('button', { name, exact: true }).click();

async function read(id: string) {
  const data = await gateway.query<{ trafficMirrorSession: object }>(
    `{ trafficMirrorSession(id: "${id}") { packetLength description sessionNumber trafficMirrorTargetId } }`,
  );
  return data.trafficMirrorSession;
}

onlyWithBrowser('the map of the demo data', () => {
  beforeEach(() => open());

  test('shows every interface in its VPC, sessions in evaluation order, targets, and what is not mirrored', async () => {
    const sources = page.getByRole('article').filter({ has: page.getByRole('list') });
    await sources.first().waitFor();
    expect(await sources.count()).toBe(7);
    await page.getByText('7 of 12 network interfaces are mirrored by 10 sessions to 3 targets').waitFor();
    const first = sources.filter({ hasText: 'prod-api-1' }).getByRole('listitem');
    expect((await first.allInnerTexts()).map((text) => text.split(/\s+/).join(' '))).toEqual([
      '1 api-1-to-ids all-traffic whole packets VNI 4211001',
      '2 api-1-web web-only 8,500 B VNI 4211002',
      '3 api-1-db database 256 B VNI 4211003',
    ]);
    expect(await page.locator('.react-flow__edge').count()).toBe(10);
    for (const text of ['not mirrored · 10.30.3.20', 'receives copies: ids-sensor', 'cannot be mirrored'])
      expect(await page.getByText(text).count()).toBe(1);
    expect(await page.getByRole('article').filter({ hasText: 'staging-sensors' }).innerText()).toContain(
      'not used',
    );
    await screenshot(page, 'map');
    expect(complaints).toEqual([]);
  });

  test('has no serious finding of axe-core, with the panel open, in light and in dark', async () => {
    await openSession('web-1-forensics');
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'map-dark');
  });

  test('shows the rules of a filter', async () => {
    await row('api-1-web').getByRole('button', { name: 'web-only' }).click();
    const [inbound, outbound] = await panel().getByRole('table').allInnerTexts();
    expect(inbound).toMatch(/10\s+reject\s+TCP 0\.0\.0\.0\/0 → 0\.0\.0\.0\/0:22/);
    expect(outbound).toMatch(/20\s+accept\s+TCP 0\.0\.0\.0\/0:443/);
    await screenshot(page, 'map-filter');
    expect(complaints).toEqual([]);
  });

  test('changes a session: first the plan, then EC2, then the picture', async () => {
    await openSession('web-1-forensics');
    await panel().getByLabel('Packet length').fill('256');
    await panel().getByLabel('Target').selectOption({ label: 'sensor-fleet' });
    await panel().getByLabel('Description').fill('');
    await press('Preview the change');
    const plan = await panel().getByRole('region', { name: 'Plan' }).innerText();
    expect(plan).toMatch(/Target\s+ids-sensor\s+sensor-fleet/);
    expect(plan).toMatch(/Packet length\s+128\s+256/);
    expect(plan).toMatch(/Description\s+Headers only, for case 1042\s+none/);
    expect(await read(sessionId(6))).toMatchObject({ packetLength: 128 });
    await screenshot(page, 'map-plan');
    await press('Apply');
    await panel()
      .getByText(/^Changed\. AWS request /)
      .waitFor();
    expect(await read(sessionId(6))).toEqual({
      packetLength: 256,
      description: null,
      sessionNumber: 10,
      trafficMirrorTargetId: targetId(2),
    });
    await row('web-1-forensics').getByText('256 B').waitFor();
    await page.getByRole('article').filter({ hasText: 'ids-sensor' }).getByText('2 sessions').waitFor();
    expect(complaints).toEqual([]);
  });

  test('warns before a change that has consequences', async () => {
    await openSession('web-1-forensics');
    await panel().getByLabel('VNI').fill('');
    await press('Preview the change');
    await panel().getByText('EC2 draws a new random VXLAN ID').waitFor();
  });

  test('shows a refused plan at the field that is at fault, and changes nothing', async () => {
    await openSession('web-1-forensics');
    await panel().getByLabel('Session number').fill('1');
    await panel().getByLabel('Packet length').fill('9999');
    await press('Preview the change');
    const length = panel().getByLabel('Packet length');
    await panel()
      .getByText(/packetLength must/)
      .waitFor();
    expect(await length.getAttribute('aria-invalid')).toBe('true');
    await length.fill('100');
    await press('Preview the change');
    await panel()
      .getByText(/session number 1 is used by/)
      .waitFor();
    expect(await panel().getByLabel('Session number').getAttribute('aria-invalid')).toBe('true');
    expect(await panel().getByRole('button', { name: 'Apply' }).count()).toBe(0);
    await screenshot(page, 'map-refused');
    await panel().getByLabel('Session number').fill('ten');
    await press('Preview the change');
    await panel().getByText('Must be a whole number').waitFor();
    expect(await read(sessionId(6))).toMatchObject({ packetLength: 128, sessionNumber: 10 });
    expect(complaints).toEqual([]);
  });

  test('does not undo what somebody else changed meanwhile', async () => {
    await openSession('web-1-forensics');
    await panel().getByLabel('Packet length').fill('300');
    await press('Preview the change');
    await panel().getByRole('button', { name: 'Apply' }).waitFor();
    await gateway.ec2.send(
      new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(6), SessionNumber: 11 }),
    );
    await press('Apply');
    await panel().getByRole('alert').first().waitFor();
    expect(await panel().getByText('The session was not changed.').count()).toBe(1);
    expect(await read(sessionId(6))).toMatchObject({ packetLength: 128, sessionNumber: 11 });
  });

  test('narrows the picture down by text, tag, VPC, target, VNI, and to what is not mirrored', async () => {
    const status = page.locator('header [role=status]');
    const expectCount = (interfaces: number, sessions: string) =>
      status
        .filter({ hasText: new RegExp(`of ${interfaces} network interfaces? are mirrored by ${sessions}`) })
        .waitFor();
    const reset = () => page.getByRole('button', { name: 'Show everything' }).click();
    await expectCount(12, '10 sessions');
    const cases: [label: string, value: string, interfaces: number, sessions: string][] = [
      ['Search', 'forensics', 1, '1 session'],
      ['Search', '10.20.1.15', 1, '1 session'],
      ['Tag', 'team=storefront', 3, '3 sessions'],
      ['Tag', 'env=staging', 3, '1 session'],
      ['VNI', '4211009', 1, '1 session'],
    ];
    for (const [label, value, interfaces, sessions] of cases) {
      await page.getByLabel(label, { exact: true }).fill(value);
      await expectCount(interfaces, sessions);
      await reset();
    }
    await page.getByLabel('VPC').selectOption('vpc-01a2b3c4d5e6f0002');
    await expectCount(3, '1 session');
    await reset();
    await page.getByRole('search').getByLabel('Target').selectOption({ label: 'inspection' });
    await expectCount(2, '2 sessions');
    await reset();
    await page.getByLabel('Show').selectOption('only not mirrored');
    await expectCount(5, '0 sessions');
    expect(complaints).toEqual([]);
  });

  test('can be used with the keyboard alone', async () => {
    await row('web-1-forensics').waitFor();
    const focused = async () => (await page.locator(':focus:not(body)').allInnerTexts()).join('');
    const tabTo = async (wanted: RegExp) => {
      for (let steps = 0; steps < 60 && !wanted.test(await focused()); steps += 1)
        await page.keyboard.press('Tab');
      expect(await focused()).toMatch(wanted);
    };
    await tabTo(/staging-api/);
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('staging-api');
    for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('64');
    await page.keyboard.press('Enter');
    await panel().getByRole('region', { name: 'Plan' }).waitFor();
    await tabTo(/^Apply$/);
    await page.keyboard.press('Enter');
    await panel()
      .getByText(/^Changed\./)
      .waitFor();
    expect(await read(sessionId(10))).toMatchObject({ packetLength: 64 });
    await page.keyboard.press('Escape');
    expect(await panel().count()).toBe(0);
    expect(await focused()).toMatch(/staging-api/);
    expect(complaints).toEqual([]);
  });

  test('sends the token with every request, and keeps it nowhere', async () => {
    const sent = page.waitForRequest((request) => request.headers().authorization === 'Bearer of-tidings');
    await page.getByLabel('Token').fill('of-tidings');
    await page.keyboard.press('Enter');
    await sent;
    expect(
      await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])'),
    ).toBe('[{},{},""]');
  });
});

onlyWithBrowser('the map', () => {
  test('keeps texts of strangers as texts', async () => {
    const text = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>{{7*7}}';
    const quoted = JSON.stringify(text);
    await open({}, () =>
      gateway.query(`mutation {
        modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(6)}", description: ${quoted} }) { awsRequestId }
        tagTrafficMirrorResources(input: { resourceIds: ["${sessionId(6)}", "${targetId(1)}", "${filterId(1)}"], add: [{ key: "Name", value: ${quoted} }, { key: "<b>x</b>", value: ${quoted} }] }) { userErrors { message } }
      }`),
    );
    await page.getByRole('button', { name: `10 ${text}` }).click();
    expect(await panel().getByLabel('Description').inputValue()).toBe(text);
    expect(await panel().getByText(`<b>x</b>=${text}`).count()).toBe(1);
    await row('api-1-to-ids').getByRole('button', { name: text }).click();
    await panel().getByRole('table').first().waitFor();
    expect(
      await page.evaluate(
        '[window.hit, document.querySelectorAll("#root img, #root script, #root b").length]',
      ),
    ).toEqual([undefined, 0]);
    expect(complaints).toEqual([]);
  });

  test('marks a missing target, an empty filter, and a VNI used twice on a target', async () => {
    await open({}, () =>
      gateway.query(`mutation {
        a: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(10)}", trafficMirrorFilterId: "${filterId(4)}" }) { awsRequestId }
        b: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(4)}", virtualNetworkId: 4211001 }) { awsRequestId }
      }`),
    );
    // EC2 lets no target go while a session uses it, but a shared one can be withdrawn.
    await page.route('**/graphql', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replaceAll(
        `"trafficMirrorTargetId":"${targetId(3)}","type"`,
        '"trafficMirrorTargetId":"tmt-00000000000000000","type"',
      );
      await route.fulfill({ response: answer, body });
    });
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByRole('button', { name: '5 sessions with problems' }).click();
    const problems: [session: string, problem: RegExp][] = [
      ['staging-api', /Its filter is empty: nothing is mirrored/],
      ['api-1-to-ids', /VNI 4211001 is also used by tms-0a1b2c3d4e5f60004 on the same target/],
      ['api-2-to-ids', /VNI 4211001 is also used by tms-0a1b2c3d4e5f60001/],
      ['payments-inspection', /Its target is missing/],
    ];
    for (const [name, problem] of problems) {
      await openSession(name);
      await panel().getByText(problem).waitFor();
    }
    expect(await page.getByRole('article').filter({ hasText: 'target missing' }).innerText()).toContain(
      targetId(3),
    );
    expect(await row('web-2-to-fleet').count()).toBe(0);
    await screenshot(page, 'map-problems');
  });

  test('says which Region is still outstanding, and shows the rest when one fails', async () => {
    await open({ moreRegions: ['eu-west-1'] });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('eu-west-1')) return route.continue();
      await held;
      return route.fulfill({ status: 502, body: 'bad gateway' });
    });
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText(/still outstanding: eu-west-1$/).waitFor();
    release();
    await page.getByText('eu-west-1 could not be read: The gateway answered with HTTP 502.').waitFor();
    await row('web-1-forensics').waitFor();
  });

  test.each([1_000, 10_000] as const)(
    'of %s sessions draws subnets instead, opens them on demand, and finds any session',
    async (sessions) => {
      await open({ seed: `large:${sessions}` });
      await page
        .getByText(`mirrored by ${sessions.toLocaleString('en')} sessions`)
        .waitFor({ timeout: 60_000 });
      expect(await page.getByRole('article').count()).toBeLessThan(20);
      await screenshot(page, `map-${sessions}`);
      await page.getByRole('button', { name: 'Show 40' }).first().click();
      await row('session-3').first().waitFor();
      expect(await page.getByRole('article').count()).toBeLessThan(70);
      await page.getByLabel('VNI', { exact: true }).fill('987');
      await openSession('session-987');
      await panel().getByLabel('Packet length').fill('99');
      await press('Preview the change');
      await press('Apply');
      await panel()
        .getByText(/^Changed\./)
        .waitFor();
      expect(complaints).toEqual([]);
    },
  );
});
