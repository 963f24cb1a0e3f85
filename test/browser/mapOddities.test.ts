import { expect, test } from '@jest/globals';
import { filterId, sessionId, targetId } from '../support/demo.ts';
import { expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();

onlyWithBrowser('the map', () => {
  test('shows markup in descriptions and tags as text', async () => {
    const text = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>{{7*7}}';
    const quoted = JSON.stringify(text);
    await map.open({}, () =>
      map.gateway.query(`mutation {
        modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(6)}", description: ${quoted} }) { awsRequestId }
        tagTrafficMirrorResources(input: { resourceIds: ["${sessionId(6)}", "${targetId(1)}", "${filterId(1)}"], add: [{ key: "Name", value: ${quoted} }, { key: "<b>x</b>", value: ${quoted} }] }) { userErrors { message } }
      }`),
    );
    await map.page.getByRole('button', { name: `10 ${text}` }).click();
    expect(await map.panel().getByLabel('Description').inputValue()).toBe(text);
    await expectCount(map.panel().getByText(`<b>x</b>=${text}`), 1);
    await map.row('api-1-to-ids').getByRole('button', { name: text, exact: true }).click();
    await map.panel().getByRole('table').first().waitFor();
    expect(
      await map.page.evaluate(
        '[window.hit, document.querySelectorAll("#root img, #root script, #root b").length]',
      ),
    ).toEqual([undefined, 0]);
    expect(map.issues).toEqual([]);
  });

  test('marks sessions with an empty filter, or the VNI, target and source address of another session, and says that a target is missing', async () => {
    await map.open({}, () =>
      map.gateway.query(`mutation {
        a: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(10)}", trafficMirrorFilterId: "${filterId(4)}" }) { awsRequestId }
        b: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(2)}", trafficMirrorTargetId: "${targetId(1)}", virtualNetworkId: 4211001 }) { awsRequestId }
        c: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(4)}", virtualNetworkId: 4211001 }) { awsRequestId }
      }`),
    );
    // EC2 does not delete a target that a session uses, but a shared target can stop being shared.
    await map.page.route('**/graphql', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replaceAll(
        `"trafficMirrorTargetId":"${targetId(3)}","scope"`,
        '"trafficMirrorTargetId":"tmt-00000000000000000","scope"',
      );
      await route.fulfill({ response: answer, body });
    });
    await map.page.getByRole('button', { name: 'Reload' }).click();
    await map.found('3 waste, 1 risk, 2 notice').click();
    const twins = /VNI 4211001 from 10\.20\.1\.11 is tms-0a1b2c3d4e5f60001 and tms-0a1b2c3d4e5f60002/;
    const findings: [session: string, finding: RegExp][] = [
      ['staging-api', /tmf-0c3d4e5f6a7b80004 has no rules; 1 session mirrors nothing/],
      ['api-1-to-ids', twins],
      ['api-1-web', twins],
    ];
    for (const [name, finding] of findings) {
      await map.openSession(name);
      await map.panel().getByText(finding).waitFor();
    }
    expect(await map.page.getByRole('article').filter({ hasText: 'target not found' }).innerText()).toContain(
      targetId(3),
    );
    // The same VNI and target as api-1-to-ids, from an interface with another address.
    expect(await map.row('api-2-to-ids').count()).toBe(0);
    await screenshot(map.page, 'map-oddities');
  });

  test('says which Region it waits for, and shows the others when one fails', async () => {
    await map.open({ moreRegions: ['eu-west-1'] });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await map.page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('eu-west-1')) return route.continue();
      await held;
      return route.fulfill({ status: 502, body: 'bad gateway' });
    });
    // A new page: one that has read eu-west-1 before says that it is out of date, not that it is missing.
    await map.page.reload();
    await map.page.getByText(/waiting for eu-west-1\./).waitFor();
    release();
    await map.page.getByText('eu-west-1 is missing: The gateway answered with HTTP status 502.').waitFor();
    await map.row('web-1-forensics').waitFor();
  });

  test.each([1_000, 10_000] as const)(
    'with %s sessions shows subnets, expands them on demand, and finds any session',
    async (sessions) => {
      await map.open({ seed: `large:${sessions}` });
      await map.page
        .getByText(`mirrored by ${sessions.toLocaleString('en')} sessions`)
        .waitFor({ timeout: 60_000 });
      expect(await map.page.getByRole('article').count()).toBeLessThan(20);
      await screenshot(map.page, `map-${sessions}`);
      await map.page.getByRole('button', { name: 'Show 40' }).first().click();
      await map.row('session-3').first().waitFor();
      expect(await map.page.getByRole('article').count()).toBeLessThan(70);
      await map.page.getByLabel('VNI', { exact: true }).fill('987');
      await map.openSession('session-987');
      await map.panel().getByLabel('Packet length').fill('99');
      await map.press('Preview change');
      await map.press('Apply');
      await map.says(/^Session changed\./);
      expect(map.issues).toEqual([]);
    },
  );
});
