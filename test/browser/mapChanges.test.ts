import { ModifyTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { beforeEach, expect, test } from '@jest/globals';
import { sessionId, targetId } from '../support/demo.ts';
import { onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();

onlyWithBrowser('changing a session on the map', () => {
  beforeEach(() => map.open());

  test('shows the plan first, then changes the session in EC2 and on the map', async () => {
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('Packet length').fill('256');
    await map.panel().getByLabel('Target').selectOption({ label: 'sensor-fleet' });
    await map.panel().getByLabel('Description').fill('');
    await map.press('Preview change');
    const plan = await map.panel().getByRole('region', { name: 'Plan' }).innerText();
    expect(plan).toMatch(/Target\s+ids-sensor\s+sensor-fleet/);
    expect(plan).toMatch(/Packet length\s+128\s+256/);
    expect(plan).toMatch(/Description\s+Headers only, for case 1042\s+none/);
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 128 });
    await screenshot(map.page, 'map-plan');
    await map.press('Apply');
    await map.says(/^Session changed\. AWS request ID: /);
    expect(await map.read(sessionId(6))).toEqual({
      packetLength: 256,
      description: null,
      sessionNumber: 10,
      trafficMirrorTargetId: targetId(2),
    });
    await map.row('web-1-forensics').getByText('256 B').waitFor();
    await map.page.getByRole('article').filter({ hasText: 'ids-sensor' }).getByText('2 sessions').waitFor();
    expect(map.issues).toEqual([]);
  });

  test('shows the warnings of a plan', async () => {
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('VNI').fill('');
    await map.press('Preview change');
    await map.says(/new random VXLAN ID/);
  });

  test('shows why a change would be refused at the field concerned, and changes nothing', async () => {
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('Session number').fill('1');
    await map.panel().getByLabel('Packet length').fill('9999');
    await map.press('Preview change');
    const length = map.panel().getByLabel('Packet length');
    await map.says(/packetLength must/);
    expect(await length.getAttribute('aria-invalid')).toBe('true');
    await length.fill('100');
    await map.press('Preview change');
    await map.says(/session number 1 is used by/);
    expect(await map.panel().getByLabel('Session number').getAttribute('aria-invalid')).toBe('true');
    expect(await map.panel().getByRole('button', { name: 'Apply' }).count()).toBe(0);
    await screenshot(map.page, 'map-refused');
    await map.panel().getByLabel('Session number').fill('ten');
    await map.press('Preview change');
    await map.panel().getByText('Must be a whole number').waitFor();
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 128, sessionNumber: 10 });
    expect(map.issues).toEqual([]);
  });

  test('says so when it is unknown whether the session changed', async () => {
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('Packet length').fill('300');
    await map.press('Preview change');
    await map.panel().getByRole('button', { name: 'Apply' }).waitFor();
    // What is read for the findings would meet the faults, too.
    await map.found().waitFor();
    await map.says(/^Would add and resolve no findings/);
    const { emulator } = map.gateway;
    emulator.faults('ModifyTrafficMirrorSession', [{ reset: 'after', times: 9 }]);
    // The first read, before the change, is for the version and must succeed.
    emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 1 }, { reset: 'before', times: 99 }]);
    await map.press('Apply');
    await map.says(/^EC2's answer was lost, so the session may or may not have changed/);
    expect(await map.panel().getByText('The session was not changed.').count()).toBe(0);
  });

  test('refuses the change if the session has changed since it was loaded', async () => {
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('Packet length').fill('300');
    await map.press('Preview change');
    await map.panel().getByRole('button', { name: 'Apply' }).waitFor();
    await map.gateway.ec2.send(
      new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(6), SessionNumber: 11 }),
    );
    await map.press('Apply');
    await map.panel().getByText('Somebody else changed this session').waitFor();
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 128, sessionNumber: 11 });
  });

  test('works with the keyboard alone', async () => {
    await map.row('web-1-forensics').waitFor();
    const focused = async () => (await map.page.locator(':focus:not(body)').allInnerTexts()).join('');
    const tabTo = async (wanted: RegExp) => {
      for (let steps = 0; steps < 90 && !wanted.test(await focused()); steps += 1)
        await map.page.keyboard.press('Tab');
      expect(await focused()).toMatch(wanted);
    };
    await tabTo(/staging-api$/);
    await map.page.keyboard.press('Enter');
    expect(await focused()).toBe('staging-api');
    for (let steps = 0; steps < 5; steps += 1) await map.page.keyboard.press('Tab');
    await map.page.keyboard.press('ControlOrMeta+a');
    await map.page.keyboard.type('64');
    await map.page.keyboard.press('Enter');
    await map.panel().getByRole('region', { name: 'Plan' }).waitFor();
    await tabTo(/^Apply$/);
    await map.page.keyboard.press('Enter');
    await map.says(/^Session changed\./);
    expect(await map.read(sessionId(10))).toMatchObject({ packetLength: 64 });
    await map.page.keyboard.press('Escape');
    expect(await map.panel().count()).toBe(0);
    expect(await focused()).toMatch(/staging-api/);
    expect(map.issues).toEqual([]);
  });
});
