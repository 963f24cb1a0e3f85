import { readFile } from 'node:fs/promises';
import { DeleteTrafficMirrorSessionCommand, ModifyTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { sessionId, targetId } from '../support/demo.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const region = (name: 'Plan' | 'Result') => map.panel().getByRole('region', { name, exact: true });
const box = (name: string) => map.panel().getByRole('checkbox', { name, exact: true });
const counts = async (name: 'Plan' | 'Result') => {
  await region(name).waitFor();
  return region(name).getByRole('list').first().innerText();
};
const field = (name: string) => map.panel().getByLabel(name, { exact: true });
/** Opens the panel for the sessions that a search finds. */
async function change(text: string, sessions: number) {
  await map.page.getByLabel('Search', { exact: true }).fill(text);
  await map.page.getByRole('button', { name: `Change ${sessions} sessions shown` }).click();
}
async function cutLength(bytes: string) {
  await field('Packet length').selectOption('bytes');
  await field('Bytes').fill(bytes);
  await map.press('Preview change');
}

onlyWithBrowser('many sessions at once', () => {
  test('are chosen by a search and check boxes, planned together, and changed as the plan says', async () => {
    await map.open();
    await map.row('web-1-forensics').waitFor();
    await change('web-', 4);
    await map.press('Choose which');
    await box('Choose web-1-to-fleet').press('Space');
    await screenshot(map.page, 'map-bulk-table');
    await map.press('Change 3 chosen sessions');
    await field('Target').selectOption({ label: 'sensor-fleet' });
    await cutLength('8500');
    await region('Plan').getByText('Would add and resolve no findings').waitFor();
    expect(await counts('Plan')).toBe('1 would be changed\n2 already so');
    expect(await region('Plan').innerText()).toMatch(/Target\s+ids-sensor\s+sensor-fleet\s+1/);
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 128 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await map.page.emulateMedia({ colorScheme });
      await screenshot(map.page, `map-bulk-plan-${colorScheme}`);
      expect(await axeFindings(map.page)).toEqual([]);
    }
    await map.press('Change 1 session');
    expect(await counts('Result')).toBe('1 changed\n2 already so');
    const changed = { packetLength: 8500, trafficMirrorTargetId: targetId(2) };
    expect(await map.read(sessionId(6))).toMatchObject(changed);
    await map.row('web-1-forensics').getByText('8,500 B').waitFor();
    await map.page.locator('header.top').getByText('Changed just now: 1 session').waitFor();
    const download = map.page.waitForEvent('download');
    await map.press('Export as CSV');
    const csv = (await readFile(await (await download).path(), 'utf8')).split('\r\n');
    expect(csv[0]).toBe('Session,Result,Session ID,Interface,Change,Account,Region,AWS request ID');
    expect(csv[2]).toMatch(
      /^web-1-forensics,changed,tms-0a1b2c3d4e5f60006,.*ids-sensor → sensor-fleet; 128 B → /,
    );
    expect(csv).toHaveLength(5);
    await map.press('Done');
    expect(await field('Target').inputValue()).toBe('');
    expect(map.issues).toEqual([]);
  });

  test('that somebody else changed or deleted are not overwritten, and can be planned again', async () => {
    await map.open();
    await map.openSession('api-1-web');
    await field('Description').fill('mine');
    await change('web-', 4);
    await map.panel().getByText('api-1-web has edits that you have not applied').waitFor();
    await cutLength('200');
    expect(await counts('Plan')).toBe('4 would be changed');
    const { ec2 } = map.gateway;
    const mine = { TrafficMirrorSessionId: sessionId(6), PacketLength: 64 };
    await ec2.send(new ModifyTrafficMirrorSessionCommand(mine));
    await ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(7) }));
    await map.press('Change 4 sessions');
    expect(await counts('Result')).toBe('2 changed\n2 refused');
    await region('Result').getByText('1 session: Somebody else changed it after it was planned.').waitFor();
    await region('Result').getByText('1 session: The session was deleted after it was loaded.').click();
    await region('Result').getByRole('listitem').filter({ hasText: 'web-2-to-fleet' }).first().waitFor();
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 64 });
    await map.row('web-1-forensics').getByText('64 B').waitFor();
    const picture = map.page.getByRole('region', { name: 'Map' });
    expect(await picture.getByText('web-2-to-fleet').count()).toBe(0);
    await map.press('Plan again those that failed');
    expect(await region('Plan').innerText()).toMatch(/Packet length\s+64 B\s+200 B\s+1/);
    await map.press('Change 1 session');
    expect(await counts('Result')).toBe('3 changed\n1 refused');
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 200 });
    await map.openSession('api-1-web');
    const conflict = map.panel().getByRole('region', { name: 'Changed by somebody else' });
    expect(await conflict.innerText()).toMatch(/Description\s.*\s+mine/);
  });

  test('can be stopped between requests, are kept up while the panel is closed, and deleted', async () => {
    await map.open({ seed: 'large:120' });
    await map.summary().filter({ hasText: '120 sessions' }).waitFor();
    await map.page.getByRole('button', { name: 'Table', exact: true }).click();
    await box('Choose all 120 sessions').check();
    await map.press('Delete 120 chosen sessions');
    const holdPlan = await map.hold('PlanDeleteMany');
    await map.press('Preview deletion');
    await map.says(/^Planning 0 of 120 sessions…/);
    await map.panel().getByRole('button', { name: 'Close' }).click();
    holdPlan();
    const bar = map.page.getByRole('status').filter({ hasText: 'The plan for 120 sessions is ready' });
    await bar.getByRole('button', { name: 'Show' }).click();
    expect(await counts('Plan')).toBe('120 would be deleted');
    await map.says(/^40 sessions: Its network interface will no longer be mirrored/);
    await map.says(/EC2 permits it for the 30 sessions that it was asked about/);
    await screenshot(map.page, 'map-bulk-delete');
    await map.restore();
    const holdDelete = await map.hold('DeleteMany');
    await map.press('Delete 120 sessions');
    await map.press('Stop');
    const asked = new Promise<string>((resolve) => {
      map.page.once('dialog', async (dialog) => {
        resolve(dialog.type());
        await dialog.dismiss();
      });
    });
    await map.page.evaluate('setTimeout(() => location.reload())');
    expect(await asked).toBe('beforeunload');
    holdDelete();
    const [, gone = '', left = ''] = /^(\d+) deleted\n(\d+) not tried$/.exec(await counts('Result')) ?? [];
    expect([Number(gone) > 0, Number(gone) + Number(left)]).toEqual([true, 120]);
    await map
      .summary()
      .filter({ hasText: `by ${left} sessions` })
      .waitFor();
    await map.restore();
    await map.press(`Delete the other ${left}`);
    await region('Result')
      .getByText(/^120 deleted$/)
      .waitFor();
    await map.summary().filter({ hasText: '0 of' }).waitFor();
    expect(map.issues).toEqual([]);
  });

  test('whose answer was lost are unknown until they are planned again', async () => {
    await map.open();
    await map.row('web-1-forensics').waitFor();
    await change('web-', 4);
    await cutLength('200');
    expect(await counts('Plan')).toBe('4 would be changed');
    await map.intercept('ModifyMany', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await map.press('Change 4 sessions');
    expect(await counts('Result')).toBe('4 outcome unknown');
    await map.says(/the session was changed or not/);
    await screenshot(map.page, 'map-bulk-unknown');
    await map.cut('PlanModifyMany');
    await map.press('Plan again those that failed');
    await map.says(/4 sessions have no plan yet/);
    await map.restore();
    await map.press('Plan the rest');
    await region('Plan').getByText('4 already so').waitFor();
    await map.says(/^There is nothing to change/);
  });

  test.each([
    ['mutations are off', { READ_ONLY: 'true' }, /^4 sessions: .*READ_ONLY/],
    [
      'the token can only read',
      undefined,
      /^4 sessions: The change needs the permission traffic-mirror:session:write/,
    ],
  ])('are not promised to a caller for whom %s', async (_, env, reason) => {
    const tokens = env ? undefined : await startTokenIssuer();
    await map.open({ env: env ?? (tokens?.env as Record<string, string>) });
    if (tokens) {
      await map.page.getByLabel('Token').fill(await tokens.token('traffic-mirror:read'));
      await map.page.keyboard.press('Enter');
    }
    await map.row('web-1-forensics').waitFor();
    await change('web-', 4);
    await cutLength('200');
    expect(await counts('Plan')).toBe('4 would be refused');
    await map.says(reason);
    expect(
      await map
        .panel()
        .getByRole('button', { name: /^Change \d/ })
        .count(),
    ).toBe(0);
    expect(await region('Plan').innerText()).not.toContain('permits it');
  });
});
