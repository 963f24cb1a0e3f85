import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { networkInterfaceId, targetId } from '../support/demo.ts';
import { axeFindings, expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const plan = () => map.panel().getByRole('region', { name: 'Plan' });
const fill = (label: string, value: string) => map.panel().getByLabel(label, { exact: true }).fill(value);
const choose = (label: string, value: string) =>
  map.panel().getByLabel(label, { exact: true }).selectOption(value);
const box = (name: string) => map.page.getByRole('article').getByRole('button', { name, exact: true });

async function openNew(what: 'target' | 'filter') {
  await map.page.locator('header.top').getByText('New', { exact: true }).click();
  await map.page
    .locator('header.top')
    .getByRole('button', { name: `New ${what}` })
    .click();
}

const targets = async () => {
  const { trafficMirrorTargets } = await map.gateway.query<{
    trafficMirrorTargets: { nodes: { trafficMirrorTargetId: string; networkInterfaceId: string | null }[] };
  }>('{ trafficMirrorTargets { nodes { trafficMirrorTargetId networkInterfaceId description } } }');
  return trafficMirrorTargets.nodes;
};

onlyWithBrowser('targets on the map', () => {
  test('open from their boxes with what they are and the sessions that use them, and have a link', async () => {
    await map.open();
    await box('ids-sensor').click();
    await map.says(/^Used by 3 sessions:$/);
    expect(new URL(map.page.url()).search).toBe(`?mirror-target=${targetId(1)}`);
    const text = await map.panel().innerText();
    for (const fact of [targetId(1), 'Network interface', '123456789012 · us-east-1', 'team=security'])
      expect(text).toContain(fact);
    await screenshot(map.page, 'map-target');
    expect(await axeFindings(map.page)).toEqual([]);
    await map.press('web-1-forensics');
    await map.panel().getByLabel('Packet length').waitFor();
    await map.page.goBack();
    await map.says(/^Used by 3 sessions:$/);
    // What receives the copies has a panel of its own.
    await map.press('prod-sensor-1');
    await map.says(/cannot be mirrored/);
    expect(map.issues).toEqual([]);
  });

  test('are created after the plan, and what is half filled in survives closing the panel', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await openNew('target');
    await map.press('Preview target');
    await map.says(/^Must not be empty\.$/);
    await fill('Name', 'second sensor');
    await fill('Description', 'for the new team');
    await map.page.keyboard.press('Escape');
    await map.panel().waitFor({ state: 'detached' });
    await openNew('target');
    expect(await map.panel().getByLabel('Description').inputValue()).toBe('for the new team');
    await fill('Network interface', networkInterfaceId(10));
    await map.press('Preview target');
    await plan().getByText('EC2 permits this change').waitFor();
    expect(await plan().innerText()).toMatch(/Tag Name\s+second sensor/);
    await screenshot(map.page, 'map-target-new');
    const before = await targets();
    await map.press('Create target');
    await map.panel().getByRole('heading', { name: 'second sensor' }).waitFor();
    await map.says(/^Used by 0 sessions\.$/);
    expect(await targets()).toHaveLength(before.length + 1);
    await box('second sensor').waitFor();
    // Nothing is left of the form.
    await openNew('target');
    expect(await map.panel().getByLabel('Name', { exact: true }).inputValue()).toBe('');
    expect(map.issues).toEqual([]);
  });

  test('are created as they were planned, and a slow answer neither shows an old plan nor leads away from another panel', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await openNew('target');
    await fill('Network interface', networkInterfaceId(10));
    await fill('Name', 'first name');
    const releasePlan = await map.hold('PlanCreateTarget');
    const planned = map.page.waitForResponse(
      (one) => one.request().postData()?.includes('PlanCreateTarget') ?? false,
    );
    await map.press('Preview target');
    await map.says(/^Planning the target…$/);
    await fill('Name', 'second name');
    releasePlan();
    await (await planned).finished();
    await map.restore();
    // A plan of the first name would be gone by now, or its button would create that.
    await map.press('Preview target');
    await plan().getByText('second name').waitFor();
    const releaseTarget = await map.hold('CreateTarget');
    const made = map.page.waitForResponse(
      (one) => one.request().postData()?.includes('mutation CreateTarget') ?? false,
    );
    await map.press('Create target');
    await map.says(/^Creating the target…$/);
    await expectCount(map.panel().locator('[inert]').getByText('Name', { exact: true }), 1);
    await map.panel().getByRole('button', { name: 'Close' }).click();
    await map.openSession('api-1-web');
    await map.panel().getByLabel('Packet length').fill('512');
    releaseTarget();
    await (await made).finished();
    await box('second name').waitFor();
    expect(await map.panel().getByLabel('Packet length').inputValue()).toBe('512');
    expect(
      (await targets()).filter(({ networkInterfaceId: id }) => id === networkInterfaceId(10)),
    ).toHaveLength(1);
    expect(map.issues).toEqual([]);
  });

  test('are created at the first step of an empty estate, in one of several Regions', async () => {
    await map.open({ seed: 'empty', moreRegions: ['eu-central-1'] });
    const step = map.page.getByRole('region', { name: 'First step' });
    await step.getByRole('button', { name: 'New target' }).click();
    await choose('What receives the copies', 'networkLoadBalancerArn');
    await choose('Account and Region', '123456789012 eu-central-1');
    const arn =
      'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/sensors/50dc6c495c0c9188';
    await fill('Network Load Balancer', 'nonsense');
    await map.press('Preview target');
    await map.panel().getByRole('alert').first().waitFor();
    await fill('Network Load Balancer', arn);
    await map.press('Preview target');
    await plan().getByText(arn).waitFor();
    await screenshot(map.page, 'map-target-first');
    await map.press('Create target');
    await map.says(/123456789012 · eu-central-1/);
  });

  test('and filters are tables to sort, open and export', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await map.page.getByRole('button', { name: 'Table', exact: true }).click();
    await map.press('Targets');
    const rows = map.panel().getByRole('table').locator('tbody tr');
    await expectCount(rows, 4);
    await map.panel().getByRole('columnheader', { name: 'Sessions' }).getByRole('button').click();
    await screenshot(map.page, 'map-table-targets');
    const download = map.page.waitForEvent('download');
    await map.press('Export as CSV');
    const csv = await readFile(await (await download).path(), 'utf8');
    expect(csv).toMatch(/^Target,Sessions,Findings,Kind,Receives the copies,/);
    await map.press('Filters');
    await expectCount(rows, 4);
    expect(new URL(map.page.url()).search).toBe('?table=filters');
    await map.press('draft');
    await map.says(/There are no inbound rules/);
    // Also those that no session leads to are found by the search.
    await map.page.getByLabel('Search', { exact: true }).fill('draft');
    await map.page.getByRole('navigation', { name: 'Found' }).getByText('filter draft').waitFor();
    expect(map.issues).toEqual([]);
  });

  test('cannot be created where the gateway is read-only, and the plan says so', async () => {
    await map.open({ env: { READ_ONLY: 'true' } });
    await map.row('api-1-web').waitFor();
    await openNew('target');
    await fill('Network interface', networkInterfaceId(10));
    await map.press('Preview target');
    await plan()
      .getByText(/READ_ONLY is set/)
      .waitFor();
    expect(await map.panel().getByRole('button', { name: 'Create target' }).count()).toBe(0);
    await box('ids-sensor').click();
    await map.press('Preview deletion');
    await plan()
      .getByText(/READ_ONLY is set/)
      .waitFor();
    expect(
      await map
        .panel()
        .getByRole('button', { name: /^Delete/ })
        .count(),
    ).toBe(0);
    await screenshot(map.page, 'map-target-readonly');
  });
});
