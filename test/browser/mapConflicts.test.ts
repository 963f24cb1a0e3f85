import { DeleteTrafficMirrorSessionCommand, ModifyTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { beforeEach, expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const field = (name: string) => map.panel().getByLabel(name, { exact: true });
const conflict = () => map.panel().getByRole('region', { name: 'Changed by somebody else' });
const somebodyChanges = (change: object) =>
  map.gateway.ec2.send(
    new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(6), ...change }),
  );
const somebodyDeletes = () =>
  map.gateway.ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(6) }));

onlyWithBrowser('edits on the map', () => {
  beforeEach(async () => {
    await map.open();
    await map.openSession('web-1-forensics');
    await field('Packet length').fill('300');
  });

  test('show what somebody else changed, and can be kept', async () => {
    await map.press('Preview change');
    await map.panel().getByRole('button', { name: 'Apply' }).waitFor();
    await somebodyChanges({ PacketLength: 200, SessionNumber: 11 });
    await map.press('Apply');
    await conflict().waitFor();
    const text = await conflict().innerText();
    expect(text).toMatch(/Packet length\s+128\s+200\s+300/);
    expect(text).toMatch(/Session number\s+10\s+11\s+not edited/);
    expect(await map.panel().getByRole('button', { name: 'Apply' }).count()).toBe(0);
    expect(await axeFindings(map.page)).toEqual([]);
    await screenshot(map.page, 'map-conflict');
    await map.page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFindings(map.page)).toEqual([]);
    await screenshot(map.page, 'map-conflict-dark');
    await map.press('Keep my edits');
    expect(await field('Packet length').inputValue()).toBe('300');
    expect(await field('Session number').inputValue()).toBe('11');
    await map.press('Preview change');
    await map.press('Apply');
    await map.says(/^Session changed\./);
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 300, sessionNumber: 11 });
    expect(map.issues).toEqual([]);
  });

  test('can be discarded after a conflict that the plan found', async () => {
    await somebodyChanges({ PacketLength: 200 });
    await map.press('Preview change');
    await conflict().waitFor();
    await map.press('Discard my edits');
    expect(await field('Packet length').inputValue()).toBe('200');
    expect(await conflict().count()).toBe(0);
  });

  test('are kept when the map is loaded again, which shows what somebody else changed', async () => {
    await map.reload();
    await map.row('web-1-forensics').waitFor();
    await somebodyChanges({ SessionNumber: 11 });
    await map.reload();
    await conflict().waitFor();
    expect(await field('Packet length').inputValue()).toBe('300');
  });

  test('are kept while another session is open, and while the panel is closed', async () => {
    await map.openSession('web-2-to-fleet');
    await map.openSession('web-1-forensics');
    expect(await field('Packet length').inputValue()).toBe('300');
    await map.panel().getByText('These edits have not been applied').waitFor();
    await map.panel().getByRole('button', { name: 'Close' }).click();
    await map.openSession('web-1-forensics');
    expect(await field('Packet length').inputValue()).toBe('300');
    await map.press('Reset');
    await map.openSession('web-2-to-fleet');
    await map.openSession('web-1-forensics');
    expect(await field('Packet length').inputValue()).toBe('128');
  });

  test('make the browser ask before the page is left', async () => {
    const asked = new Promise<string>((resolve) => {
      map.page.once('dialog', async (dialog) => {
        resolve(dialog.type());
        await dialog.accept();
      });
    });
    await map.page.reload();
    expect(await asked).toBe('beforeunload');
  });

  test('made while the change is applied are kept', async () => {
    await map.press('Preview change');
    await map.panel().getByRole('button', { name: 'Apply' }).waitFor();
    const release = await map.hold('Modify');
    await map.press('Apply');
    await field('Description').fill('typed meanwhile');
    release();
    await map.says(/^Session changed\./);
    expect(await field('Packet length').inputValue()).toBe('300');
    expect(await field('Description').inputValue()).toBe('typed meanwhile');
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 300 });
  });

  test('to a session that was deleted meanwhile are shown, with its name', async () => {
    await map.press('Preview change');
    await map.panel().getByRole('button', { name: 'Apply' }).waitFor();
    await somebodyDeletes();
    await map.press('Apply');
    await map.panel().getByText('“web-1-forensics” was deleted').waitFor();
    expect(await map.panel().innerText()).toMatch(/Packet length\s+128\s+300/);
    expect(
      await map
        .panel()
        .getByRole('button', { name: /Apply|Preview/ })
        .count(),
    ).toBe(0);
    expect(await map.row('web-1-forensics').count()).toBe(0);
    const globalId = Buffer.from(`123456789012/us-east-1/${sessionId(6)}`).toString('base64url');
    expect(await map.page.locator('body').innerText()).not.toContain(globalId);
    await screenshot(map.page, 'map-deleted');
    await map.page.keyboard.press('Escape');
    expect(await map.panel().count()).toBe(0);
  });

  test('to a session that is gone after a reload are shown, with its name', async () => {
    await somebodyDeletes();
    await map.reload();
    await map.panel().getByText('“web-1-forensics” was deleted').waitFor();
    expect(await map.panel().innerText()).toMatch(/Packet length\s+128\s+300/);
  });
});
