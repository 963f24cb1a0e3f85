import { beforeEach, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { axeFindings, expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const plan = () => map.panel().getByRole('region', { name: 'Plan' });
const fill = (label: string, value: string) => map.panel().getByLabel(label, { exact: true }).fill(value);
const choose = (label: string, value: string) =>
  map.panel().getByLabel(label, { exact: true }).selectOption(value);

async function mirror(name: string) {
  await map.page.getByRole('button', { name, exact: true }).click();
  await map.panel().getByText('Mirror this', { exact: true }).click();
}

const sessionsOf = async (number: number) => {
  const { trafficMirrorSessions } = await map.gateway.query<{
    trafficMirrorSessions: { nodes: { sessionNumber: number; packetLength: number | null }[] };
  }>(
    `{ trafficMirrorSessions(filter: { networkInterfaceIds: ["${networkInterfaceId(number)}"] }) { nodes { sessionNumber packetLength } } }`,
  );
  return trafficMirrorSessions.nodes;
};

onlyWithBrowser('sessions on the map', () => {
  beforeEach(async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
  });

  test('are created, after the plan and what it does to the findings', async () => {
    await mirror('prod-api-2');
    expect(await map.panel().getByLabel('Session number').inputValue()).toBe('2');
    await choose('Target', targetId(1));
    await choose('Filter', filterId(2));
    await fill('Packet length', '300');
    await fill('Description', 'made on the map');
    await map.press('Preview session');
    await plan().getByText('EC2 permits this change').waitFor();
    await plan()
      .getByText(/Would add/)
      .waitFor();
    expect(await plan().innerText()).toMatch(/Packet length\s+300/);
    expect(await sessionsOf(2)).toHaveLength(1);
    await screenshot(map.page, 'map-create');
    expect(await axeFindings(map.page)).toEqual([]);
    await map.press('Create');
    await map.row('made on the map').waitFor();
    // Its own panel is open now.
    await map.panel().getByRole('heading', { name: 'made on the map' }).waitFor();
    expect(await sessionsOf(2)).toMatchObject([
      { sessionNumber: 1 },
      { sessionNumber: 2, packetLength: 300 },
    ]);
    expect(map.issues).toEqual([]);
  });

  test('are not created with fields that are missing or wrong, and the field says why', async () => {
    await mirror('prod-api-2');
    await map.press('Preview session');
    await expectCount(map.panel().getByText('Must not be empty.'), 2);
    await choose('Target', targetId(1));
    await choose('Filter', filterId(1));
    await fill('Session number', '1');
    await map.press('Preview session');
    await map
      .panel()
      .getByRole('alert')
      .filter({ hasText: /session number 1/i })
      .first()
      .waitFor();
    expect(await map.panel().getByRole('button', { name: 'Create', exact: true }).count()).toBe(0);
  });

  test('are half filled in when their panel closes, and still so when it opens again', async () => {
    await mirror('prod-api-2');
    await fill('Description', 'not finished');
    await map.page.keyboard.press('Escape');
    await map.panel().waitFor({ state: 'detached' });
    await map.page.getByRole('button', { name: 'prod-api-2', exact: true }).click();
    // Open at once, without a click.
    await map.panel().getByLabel('Description').waitFor();
    expect(await map.panel().getByLabel('Description').inputValue()).toBe('not finished');
    // The browser asks before it leaves the page.
    let question = '';
    map.page.on('dialog', (dialog) => {
      question = dialog.type();
      void dialog.accept();
    });
    await map.page.reload();
    expect(question).toBe('beforeunload');
  });

  test('are created once, also if the answer was lost and a person tries again', async () => {
    await mirror('prod-api-2');
    await choose('Target', targetId(1));
    await choose('Filter', filterId(1));
    await map.press('Preview session');
    await plan().waitFor();
    await map.intercept('Create', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await map.press('Create');
    await map.says(/may or may not have been created. Create again/);
    await map.restore();
    await map.press('Create');
    await map.panel().getByLabel('Packet length').waitFor();
    expect(await sessionsOf(2)).toHaveLength(2);
  });

  test('are not offered for an interface that cannot be mirrored', async () => {
    await map.page.getByRole('button', { name: 'prod-sensor-1', exact: true }).click();
    await map.says(/cannot be mirrored/);
    expect(await map.panel().getByText('Mirror this', { exact: true }).count()).toBe(0);
  });

  test('are deleted, after the plan', async () => {
    await map.openSession('api-1-web');
    await map.press('Preview deletion');
    await plan()
      .getByText(/Would resolve/)
      .waitFor();
    await screenshot(map.page, 'map-delete');
    await map.press('Delete');
    await map.row('api-1-web').waitFor({ state: 'detached' });
    await map.panel().waitFor({ state: 'detached' });
    const { trafficMirrorSession } = await map.gateway.query<{ trafficMirrorSession: unknown }>(
      `{ trafficMirrorSession(id: "${sessionId(2)}") { id } }`,
    );
    expect(trafficMirrorSession).toBeNull();
    expect(map.issues).toEqual([]);
  });

  test('are not deleted if somebody has changed them since the plan', async () => {
    await map.openSession('api-1-web');
    await map.press('Preview deletion');
    await plan().waitFor();
    await map.gateway.query(`mutation {
      modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(2)}", packetLength: 99 }) { userErrors { message } }
    }`);
    await map.press('Delete');
    await map.panel().getByRole('alert').first().waitFor();
    await map.row('api-1-web').waitFor();
  });

  test('are not deleted when a person keeps them', async () => {
    await map.openSession('api-1-web');
    await map.press('Preview deletion');
    await map.press('Keep');
    await plan().waitFor({ state: 'detached' });
    await map.row('api-1-web').waitFor();
  });
});
