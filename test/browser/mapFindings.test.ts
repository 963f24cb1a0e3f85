import { expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const inPanel = () => map.panel().getByRole('region', { name: 'Findings' });

onlyWithBrowser('the findings on the map', () => {
  test('are counted by severity, and one button shows only what has some', async () => {
    await map.open();
    await map.found().focus();
    await map.page.keyboard.press('Enter');
    await map
      .summary()
      .filter({ hasText: '4 of 10 sessions and 3 of 17 network interfaces shown' })
      .waitFor();
    expect(await map.row('api-1-web').innerText()).toMatch(/api-1-web\s+waste\s+web-only/);
    expect(await map.row('api-1-db').innerText()).toMatch(/api-1-db\s+waste\s+database\s+notice/);
    expect(await map.row('api-1-to-ids').count()).toBe(0);
    const targets = map.page.locator('.target-card');
    expect(await targets.filter({ hasText: 'inspection' }).innerText()).toContain('notice');
    expect(await targets.filter({ hasText: 'sensor-fleet' }).innerText()).not.toContain('notice');
    expect(map.issues).toEqual([]);
  });

  test('are in the panels of sessions and filters, with their evidence and what to do', async () => {
    await map.open();
    await map.found().waitFor();
    await map.openSession('api-1-web');
    const shadowed = await inPanel().innerText();
    expect(shadowed).toMatch(/waste\s+session 1 takes every packet first/);
    expect(shadowed).toContain('What to do: Delete the session');
    expect(shadowed).toContain(`${sessionId(2)} sessionNumber: 2`);
    await map.press('Close');
    await map
      .row('orders-db')
      .getByRole('button', { name: /^database/ })
      .click();
    expect(await inPanel().innerText()).toMatch(/notice\s+tmf-\w+ accepts nothing outbound/);
    expect(await inPanel().innerText()).toContain('Affects 2 sessions.');
    await map.press('Close');
    await map.openSession('web-1-forensics');
    expect(await inPanel().count()).toBe(0);
  });

  test.each(['light', 'dark'] as const)(
    'can be read in %s colours, and in a narrow window',
    async (colorScheme) => {
      await map.open({ seed: 'broken' });
      await map.page.emulateMedia({ colorScheme });
      await map.page.getByText('7 rules could not be checked').click();
      await map.page.getByLabel('Search').fill('10.0.0.249');
      await map.page.getByRole('listitem').filter({ hasText: 'broken' }).getByRole('button').first().click();
      await inPanel().waitFor();
      expect(await axeFindings(map.page)).toEqual([]);
      await map.page.setViewportSize({ width: 390, height: 844 });
      expect(await axeFindings(map.page)).toEqual([]);
      expect(await map.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await screenshot(map.page, `map-findings-${colorScheme}`);
    },
  );

  test('of a network in which everything is broken say what to do, and what they assume', async () => {
    await map.open({ seed: 'broken' });
    await map.found('8 broken, 4 waste, 7 risk, 6 notice').click();
    // The source whose copies a network ACL denies.
    await map.page.getByLabel('Search').fill('10.0.0.249');
    await map.page.getByRole('listitem').filter({ hasText: 'broken' }).getByRole('button').first().click();
    const denied = await inPanel().innerText();
    expect(denied).toMatch(/broken\s+acl-\w+ entry 90 denies UDP 4789 from 10\.0\.0\.249/);
    expect(denied).toMatch(/What to do: Allow inbound UDP 4789 .* with a lower number/);
    expect(denied).toMatch(/entries: 90 deny .*, expected: allow udp 4789 from 10\.0\.0\.249/);
    expect(denied).toContain('Assumes, because AWS does not document it: The network ACL of the receiver');
    expect(map.issues).toEqual([]);
  });

  test('mark a source that is billed although it cannot send', async () => {
    await map.open({ seed: 'broken' });
    const { trafficMirrorFindings } = await map.gateway.query<{
      trafficMirrorFindings: { nodes: { subject: { networkInterfaceId: string } }[] };
    }>(
      '{ trafficMirrorFindings(filter: { codes: [SOURCE_BILLED_IDLE] }) { nodes { subject { ... on NetworkInterface { networkInterfaceId } } } } }',
    );
    await map.found('8 broken, 4 waste, 7 risk, 6 notice').waitFor();
    await map.page
      .getByLabel('Search')
      .fill(trafficMirrorFindings.nodes[0]?.subject.networkInterfaceId ?? 'none');
    await map.page.getByRole('article').getByRole('heading').filter({ hasText: 'waste' }).waitFor();
  });

  test('say what was not checked, and which permission is missing, and are no clean bill', async () => {
    const tokens = await startTokenIssuer();
    const token = await tokens.token('traffic-mirror:read');
    await map.open({ env: tokens.env });
    await map.page.getByLabel('Token').fill(token);
    await map.page.keyboard.press('Enter');
    // These follow from mirroring resources alone.
    await map.found().waitFor();
    await map
      .findings()
      .getByText(/^\d+ rules could not be checked$/)
      .click();
    await map
      .findings()
      .getByText('The caller needs the permission traffic-mirror:insight.')
      .first()
      .waitFor();
    expect(await map.findings().innerText()).toMatch(/SG_BLOCKS \(\d+\)/);
    await screenshot(map.page, 'map-unchecked');
  });

  test.each([
    [['traffic-mirror:read', 'traffic-mirror:insight'], 'No findings'],
    [['traffic-mirror:read'], 'No findings in what could be checked'],
  ])('with the permissions %s of a network without faults are “%s”', async (permissions, text) => {
    const tokens = await startTokenIssuer();
    const token = await tokens.token(permissions.join(' '));
    await map.open({ env: tokens.env, seed: 'wide:20' });
    await map.page.getByLabel('Token').fill(token);
    await map.page.keyboard.press('Enter');
    await map.findings().getByText(text, { exact: true }).waitFor();
    expect(await map.findings().getByText('could not be checked').count()).toBe(
      permissions.length === 1 ? 1 : 0,
    );
  });
});
