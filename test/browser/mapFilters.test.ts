import { beforeEach, expect, test } from '@jest/globals';
import { filterId, ruleId } from '../support/demo.ts';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const form = (name: string) => map.panel().getByRole('form', { name, exact: true });
const rules = (direction: string) => map.panel().getByRole('region', { name: `${direction} rules` });
const rowsOf = async (direction: string) =>
  (await rules(direction).locator('tbody tr').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));

async function openFilter(name: string) {
  await map.page
    .getByLabel('Legend')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
  await rules('Inbound').waitFor();
}

interface Rule {
  readonly ruleNumber: number;
  readonly protocol: number | null;
  readonly description: string | null;
}
const filterNow = async (id: string) => {
  const data = await map.gateway.query<{
    trafficMirrorFilter: { networkServices: string[]; ingressRules: Rule[]; egressRules: Rule[] };
  }>(
    `{ trafficMirrorFilter(id: "${id}") { networkServices
       ingressRules { ruleNumber protocol description destinationPortRange { fromPort toPort } }
       egressRules { ruleNumber protocol description } } }`,
  );
  return data.trafficMirrorFilter;
};

onlyWithBrowser('filters on the map', () => {
  beforeEach(async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
  });

  test('show their rules in evaluation order, what no rule takes, and the rules that are wrong', async () => {
    await openFilter('database');
    expect(await rowsOf('Inbound')).toEqual([
      expect.stringMatching(/^10 accept TCP 10\.20\.0\.0\/16 all ports 0\.0\.0\.0\/0 port 5432 PostgreSQL/),
      expect.stringMatching(/^20 reject all ::\/0 2001:db8:20::\/48 No IPv6/),
      '* reject What no rule takes is not mirrored.',
    ]);
    expect(await rowsOf('Outbound')).toEqual([
      '* reject There are no outbound rules, so no outbound packet is mirrored.',
    ]);
    // A rule that the one before it leaves nothing to.
    await map.gateway.query(`mutation { createTrafficMirrorFilterRule(input: {
      trafficMirrorFilterId: "${filterId(2)}", trafficDirection: EGRESS, ruleNumber: 30, ruleAction: ACCEPT, protocol: 6,
      sourcePortRange: { fromPort: 443, toPort: 443 }, sourceCidrBlock: "10.0.0.0/8", destinationCidrBlock: "0.0.0.0/0"
    }) { userErrors { message } } }`);
    await map.reload();
    // The legend is closed beside a panel.
    await map.press('Close');
    await openFilter('web-only');
    await rules('Outbound').locator('tr.marked').filter({ hasText: /^30/ }).waitFor();
    await screenshot(map.page, 'map-filter');
    expect(await axeFindings(map.page)).toEqual([]);
    expect(map.issues).toEqual([]);
  });

  test('get rules that are added, changed and deleted, each after a plan that names the sessions', async () => {
    await openFilter('web-only');
    await rules('Inbound').getByRole('button', { name: 'Add an inbound rule' }).click();
    const added = form('New inbound rule');
    expect(await added.getByLabel('Rule number').inputValue()).toBe('40');
    await added.getByLabel('Destination ports').fill('8000 to 8080');
    await added.getByRole('button', { name: 'Preview rule' }).click();
    await added.getByText('Must be a port, or two with a hyphen').waitFor();
    await added.getByLabel('Destination ports').fill('8000-8080');
    await added.getByRole('button', { name: 'Preview rule' }).click();
    // The gateway's own refusal, at its field.
    await added
      .getByRole('alert')
      .filter({ hasText: /protocol/i })
      .first()
      .waitFor();
    await added.getByLabel('Protocol').fill('udp');
    await added.getByRole('button', { name: 'Preview rule' }).click();
    await added.getByText(/3 sessions use the filter/).waitFor();
    await screenshot(map.page, 'map-rule-new');
    await added.getByRole('button', { name: 'Create rule' }).click();
    await added.waitFor({ state: 'detached' });
    expect((await rowsOf('Inbound'))[3]).toMatch(/^40 accept UDP .* ports 8000-8080/);

    await rules('Inbound').getByRole('button', { name: 'Change inbound rule 20' }).click();
    expect(new URL(map.page.url()).searchParams.get('rule')).toMatch(/^tmfr-/);
    const changed = form('Change rule 20');
    await changed.getByLabel('Description').fill('');
    await changed.getByLabel('Destination ports').fill('');
    await changed.getByLabel('Protocol').fill('');
    await changed.getByRole('button', { name: 'Preview change' }).click();
    const plan = changed.getByRole('region', { name: 'Plan' });
    await plan.getByText(/3 sessions use the filter/).waitFor();
    expect(await plan.innerText()).toMatch(/Destination ports\s+443-443\s+all ports/);
    await changed.getByRole('button', { name: 'Apply' }).click();
    await changed.waitFor({ state: 'detached' });
    const now = await filterNow(filterId(2));
    expect(now.ingressRules[1]).toMatchObject({ ruleNumber: 20, protocol: null, description: null });

    await rules('Inbound').getByRole('button', { name: 'Change inbound rule 10' }).click();
    await map.press('Preview deletion of the rule');
    await map.press('Delete rule');
    await form('Change rule 10').waitFor({ state: 'detached' });
    expect((await rowsOf('Inbound'))[0]).toMatch(/^20 /);
    expect((await filterNow(filterId(2))).ingressRules).toHaveLength(3);
    expect(map.issues).toEqual([]);
  });

  test('keep edits of a rule that somebody else has changed, and show both', async () => {
    await map.page.goto(`${map.gateway.url}/map?rule=${ruleId}`);
    const changed = form('Change rule 10');
    await changed.getByLabel('Description').fill('No SSH');
    await map.page.keyboard.press('Escape');
    await map.panel().waitFor({ state: 'detached' });
    await map.gateway.query(
      `mutation { modifyTrafficMirrorFilterRule(input: { trafficMirrorFilterRuleId: "${ruleId}", ruleNumber: 15 }) { userErrors { message } } }`,
    );
    await openFilter('web-only');
    await rules('Inbound').getByRole('button', { name: 'Change inbound rule 10' }).click();
    expect(await changed.getByLabel('Description').inputValue()).toBe('No SSH');
    await changed.getByRole('button', { name: 'Preview change' }).click();
    const conflict = map.panel().getByRole('region', { name: 'Changed by somebody else' });
    await conflict.waitFor();
    expect(await conflict.innerText()).toMatch(/Rule number\s+10\s+15/);
    await screenshot(map.page, 'map-rule-conflict');
    await map.press('Keep my edits');
    const kept = form('Change rule 15');
    await kept.getByRole('button', { name: 'Preview change' }).click();
    await kept.getByRole('button', { name: 'Apply' }).click();
    await kept.waitFor({ state: 'detached' });
    expect((await filterNow(filterId(2))).ingressRules[0]).toMatchObject({
      ruleNumber: 15,
      description: 'No SSH',
    });
  });

  test('mirror Amazon DNS or not', async () => {
    await openFilter('web-only');
    await map.press('Mirror Amazon DNS…');
    const dns = form('Amazon DNS');
    await dns.getByText(/3 sessions use the filter/).waitFor();
    await dns.getByRole('button', { name: 'Mirror Amazon DNS', exact: true }).click();
    await map.says(/^Amazon DNS traffic is mirrored in both directions/);
    expect((await filterNow(filterId(2))).networkServices).toEqual(['AMAZON_DNS']);
  });

  test('are created with first rules, step by step, and go on after a step that failed', async () => {
    await map.page.getByLabel('Legend').getByRole('button', { name: 'New filter' }).click();
    const created = form('New filter');
    await created.getByLabel('Name').fill('everything');
    await created.getByLabel(/Mirror Amazon DNS/).check();
    await created.getByRole('button', { name: 'Accept everything' }).click();
    // What would be refused only after the filter is there is found before.
    const source = created.getByLabel('Source CIDR block').first();
    await source.fill('10.0.0.300/8');
    await created.getByRole('button', { name: 'Preview filter' }).click();
    await created.getByText(/must be an? .*CIDR block/i).waitFor();
    expect(await created.getByRole('button', { name: 'Create filter' }).count()).toBe(0);
    await source.fill('0.0.0.0/0');
    await created.getByRole('button', { name: 'Preview filter' }).click();
    const steps = created.getByRole('region', { name: 'Steps' });
    await steps.getByText(/^Create outbound rule 10: accept all protocols/).waitFor();
    await screenshot(map.page, 'map-filter-new');
    map.gateway.emulator.faults('CreateTrafficMirrorFilterRule', [
      { delayMs: 1 },
      { error: { code: 'TrafficMirrorFilterRuleLimitExceeded' } },
    ]);
    await created.getByRole('button', { name: 'Create filter' }).click();
    await steps.getByText(/^2 of 4 steps done\. Stopped at: /).waitFor();
    await screenshot(map.page, 'map-filter-half');
    // Also after it was closed, nothing is created twice.
    await map.press('Close');
    await map.page.getByLabel('Legend').getByRole('button', { name: 'New filter' }).click();
    await steps.getByText(/^2 of 4 steps done\. Stopped at: /).waitFor();
    expect(await created.getByLabel('Name').count()).toBe(0);
    await created.getByRole('button', { name: 'Try again' }).click();
    await map.panel().getByRole('heading', { name: 'everything', exact: true }).waitFor();
    expect((await rowsOf('Outbound'))[0]).toMatch(/^10 accept all/);
    const { trafficMirrorFilters } = await map.gateway.query<{
      trafficMirrorFilters: { nodes: { tags: { value: string }[] }[] };
    }>('{ trafficMirrorFilters { nodes { tags { value } } } }');
    const named = trafficMirrorFilters.nodes.filter(({ tags }) =>
      tags.some(({ value }) => value === 'everything'),
    );
    expect(named).toHaveLength(1);
    await map.says(/^Amazon DNS traffic is mirrored in both directions/);
    expect(map.issues).toEqual([]);
  });
});
