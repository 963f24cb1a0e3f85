import { readFileSync } from 'node:fs';
import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { beforeAll, expect, test } from '@jest/globals';
import { newAuditFile } from '../support/audit.ts';
import { filterId, networkInterfaceId, targetId } from '../support/demo.ts';
import { newPolicyFile } from '../support/policyFiles.ts';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const table = (caption: string | RegExp) =>
  map
    .panel()
    .getByRole('table')
    .filter({ has: map.page.locator('caption', { hasText: caption }) });
const rows = async (caption: string | RegExp) => {
  await table(caption).locator('tbody tr').first().waitFor();
  return (await table(caption).locator('tbody tr').allInnerTexts()).map((text) => text.split('\t'));
};
const go = (search: string) => map.page.goto(`${map.gateway.url}/map${search}`);
const counts = (name: string) => map.panel().getByRole('list', { name, exact: true }).innerText();
const operationId = () => new URL(map.page.url()).searchParams.get('operation');
const delayCreates = (delayMs: number) =>
  map.gateway.emulator.faults('CreateTrafficMirrorSession', [{ delayMs, times: 1_000 }]);

const focused = () => map.page.evaluate('document.activeElement?.textContent');

/** The demo's, and one with more steps than are made at once. */
const text = `${readFileSync('examples/policies/demo.yaml', 'utf8')}
  - name: everything
    mode: observe
    select: {everything: true}
    mirror:
      filter: ${filterId(1)}
      targets: [{id: ${targetId(4)}}]
      number: 3000
`;

/** Looks at it wide and on a phone, in light and dark. */
async function look(name: string) {
  const sizes = [
    [1440, 900, 'light'],
    [390, 844, 'dark'],
  ] as const;
  for (const [width, height, colorScheme] of sizes) {
    await map.page.setViewportSize({ width, height });
    await map.page.emulateMedia({ colorScheme });
    await map.panel().getByRole('heading').first().scrollIntoViewIfNeeded();
    await screenshot(map.page, `map-${name}-${colorScheme}`);
    // What has just changed in the picture is on its way from one colour to another.
    expect(await axeFindings(map.page, { within: '.panel' })).toEqual([]);
  }
  await map.page.setViewportSize({ width: 1440, height: 900 });
}

onlyWithBrowser('policies and captures on the map', () => {
  // Once, and the tests follow each other: a browser and a gateway take long to start.
  beforeAll(() =>
    map.open({ env: { AUDIT_FILE: newAuditFile(), POLICY_FILE: newPolicyFile(text) } }, undefined, {
      search: '?policies=all',
    }),
  );

  test('lists the policies with how far EC2 is from each, and says where an interface stands and why', async () => {
    expect((await rows('Policies of demo'))[0]).toEqual([
      '1000',
      'prod-to-fleet',
      'observe',
      '7',
      '0',
      '7',
      '0',
      '0',
      '2',
    ]);
    await look('policies');
    await map.panel().getByRole('button', { name: 'prod-to-fleet' }).click();
    await map.says(/the gateway would create 3, change 0 and delete 0/);
    expect(await counts('Interfaces')).toBe(
      '7 wanted\n0 mirrored\n7 missing\n0 wrong\n0 not possible\n2 excluded',
    );
    await map.says(/4 sessions\. They mirror interfaces that it wants/);
    await map
      .panel()
      .getByText(/^Would /)
      .first()
      .waitFor();
    await look('policy');
    const missing = await rows('Interfaces of the policy');
    expect(missing.map(([state]) => state)).toEqual(Array(7).fill('missing'));
    expect(missing.filter(([, , , reason]) => reason === 'ADOPTABLE')).toHaveLength(4);
    await map.panel().getByLabel('Show').selectOption('excluded');
    await table('Interfaces of the policy').getByText('LEFT_OUT').first().waitFor();
    await map.intercept('PolicySources', (route) => route.fulfill({ json: { errors: [{ message: 'no' }] } }));
    await map.panel().getByLabel('Show').selectOption('mirrored');
    await map.says(/The interfaces are missing/);
    expect(await table('Interfaces of the policy').count()).toBe(0);
    await map.restore();
    await map.panel().getByLabel('Show').selectOption('excluded');
    await table('Interfaces of the policy').getByRole('button', { name: 'prod-sensor-1' }).click();
    await map.panel().getByText(networkInterfaceId(8)).first().waitFor();
    await map.page.goBack();
    await map.says(/the gateway would create 3/);
  });

  test('applies the plan that was looked at and no other, and shows how far it is, also after a reload', async () => {
    const setTeam = (Value: string) =>
      map.gateway.ec2.send(
        new CreateTagsCommand({ Resources: [networkInterfaceId(2)], Tags: [{ Key: 'team', Value }] }),
      );
    await map.press('Apply the plan');
    await setTeam('security');
    await map.reload();
    await map.says(/the gateway would create 2/);
    // What is asked is asked for the plan that was shown, and no other.
    expect(await map.panel().getByRole('button', { name: /^Make/ }).count()).toBe(0);
    await setTeam('platform');
    await map.reload();
    await map.says(/the gateway would create 3/);
    await map.press('Apply the plan');
    await setTeam('security');
    await map.press('Make 3 steps');
    await map.page.getByRole('alert').filter({ hasText: 'nothing was begun' }).waitFor();
    await map.says(/the gateway would create 2, change 0 and delete 0/);
    await map.press('Apply the plan');
    await map.press('Keep');
    expect(await focused()).toBe('Apply the plan');
    await map.press('Apply the plan');
    const release = await map.hold('ApplyPolicy');
    await map.press('Make 2 steps');
    await map.press('Close');
    release();
    // Whoever has closed the panel meanwhile finds the operation all the same.
    await map.page.getByRole('button', { name: 'Show', exact: true }).click();
    await map.restore();
    // EC2 does not mirror the instance type of the other one, which is not known before.
    await map.says(/1 of 2 steps done. What failed is not tried any more/);
    expect(operationId()).not.toBeNull();
    await map.page.getByText('an operation that you began').waitFor({ state: 'detached' });
    expect((await rows('What failed')).map(([name]) => name)).toEqual(['prod-legacy-1']);
    await map.page.reload();
    await map.says(/1 of 2 steps done. What failed is not tried any more/);
    await map.press('prod-to-fleet');
    await map.says(/the gateway would create 1, change 0 and delete 0/);
    expect(await counts('Interfaces')).toMatch(/^6 wanted\n1 mirrored\n4 missing\n0 wrong\n1 not possible/);
    expect(map.issues).toEqual([]);
  });

  test('offers no change to who may not make it, and says what to do without a file', async () => {
    await map.patch('Caller', 'trafficMirrorCaller', { permissions: ['traffic-mirror:read'] });
    await go('?policy=everything');
    await map.says(/you lack the permission traffic-mirror:policy:apply/);
    expect(await map.panel().getByRole('button', { name: 'Apply the plan' }).count()).toBe(0);
    await map.restore();
    await map.intercept('Policies', (route) => route.fulfill({ json: { data: { file: null } } }));
    await go('?policies=all');
    await map.says(/The gateway has no policy file/);
    await map.restore();
  });

  test('stops an operation, goes on with it, and names the steps that failed', async () => {
    await go('?policy=everything');
    await map.press('Apply the plan');
    delayCreates(6_000);
    await map
      .panel()
      .getByRole('button', { name: /^Make \d+ steps/ })
      .click();
    await map.press('Stop');
    await map.says(/somebody stopped it/);
    await look('operation');
    const left = await counts('Progress');
    expect(left).not.toMatch(/^0 left/m);
    map.gateway.emulator.faults('CreateTrafficMirrorSession', [
      { error: { code: 'UnauthorizedOperation', message: 'no' }, times: 1_000 },
    ]);
    await map.press('Resume');
    await map.says(/is not tried any more/);
    // Those that EC2 never mirrors fail as well.
    expect((await rows('What failed')).map(([, session, why, code]) => [session, why, code])).toContainEqual([
      'new',
      'IAM does not let the gateway do this.',
      'UNAUTHORIZED',
    ]);
    map.gateway.emulator.faults('CreateTrafficMirrorSession', []);
    await look('operation-failed');
    await go('?operation=no-such-operation');
    await map.says(/The gateway knows no such operation/);
  });

  test('sends the sessions of a move back where they were', async () => {
    await go(`?mirror-target=${targetId(1)}`);
    const uses = map.panel().getByText(/^Used by \d+ sessions/);
    const before = await uses.innerText();
    map.gateway.emulator.faults('ModifyTrafficMirrorSession', [{ delayMs: 1_000, times: 1_000 }]);
    await map.press('Move its sessions to another target');
    await map.panel().getByLabel('The other target').selectOption({ label: 'sensor-fleet' });
    await map.press('Preview the move');
    await map.press('Move the sessions');
    await map
      .panel()
      .getByRole('button', { name: /^Move \d+ sessions$/ })
      .click();
    await map.press('Stop, and send all back');
    map.gateway.emulator.faults('ModifyTrafficMirrorSession', []);
    await map.says(/All sessions are where they were before/);
    await look('move-back');
    await go(`?mirror-target=${targetId(1)}`);
    await uses.waitFor();
    expect(await uses.innerText()).toBe(before);
  });

  test('moves the sessions of a target to another one, after showing what would be moved', async () => {
    await go(`?mirror-target=${targetId(1)}`);
    await map.press('Move its sessions to another target');
    await map.press('Preview the move');
    await map.says(/Choose the other target/);
    const release = await map.hold('MoveSessions');
    await map.panel().getByLabel('The other target').selectOption({ label: 'inspection' });
    await map.press('Preview the move');
    await map.panel().getByLabel('The other target').selectOption({ label: 'sensor-fleet' });
    release();
    // What was looked at was a move to another target.
    await map.panel().getByText('Looking at what').waitFor({ state: 'detached' });
    expect(await map.panel().getByRole('heading', { name: 'Plan' }).count()).toBe(0);
    await map.restore();
    await map.panel().getByLabel('The other target').selectOption({ label: 'sensor-fleet' });
    await map.press('Preview the move');
    const [, moved] = /(\d+) sessions would be moved/.exec(
      await map
        .panel()
        .getByText(/sessions would be moved/)
        .innerText(),
    ) as RegExpExecArray;
    await map.says(/send to the other target now; it has no limit/);
    await look('move');
    await map.press('Move the sessions');
    await map.press(`Move ${moved} sessions`);
    await map.says(new RegExp(`${moved} of ${moved} sessions done. Nothing is left to do`));
    await go(`?mirror-target=${targetId(1)}`);
    await map.says(/^Used by 0 sessions/);
  });

  test('shows running captures with what is left of their time, extends and stops them', async () => {
    const started = await map.gateway.query(
      'mutation ($input: StartTrafficMirrorCaptureInput!) { startTrafficMirrorCapture(input: $input) { userErrors { message } } }',
      {
        input: {
          networkInterfaceIds: [2, 4].map(networkInterfaceId),
          trafficMirrorTargetId: targetId(4),
          trafficMirrorFilterId: filterId(1),
          ...{ minutes: 15, reason: 'Case 1042', precedence: 'AFTER_OTHERS' },
        },
      },
    );
    expect(started).toEqual({ startTrafficMirrorCapture: { userErrors: [] } });
    await go(`?interface=${networkInterfaceId(11)}`);
    await map.press('Capture for a while');
    await map.press('Start the capture');
    await map.says(/Choose where the packets go/);
    await map.panel().getByLabel('Target').selectOption({ label: 'staging-sensors' });
    await map.panel().getByLabel('Filter').selectOption({ label: 'all-traffic' });
    await map.panel().getByLabel('Reason').fill('Case 1043');
    await map.press('Start the capture');
    await map.says(/has the session tms-\w+ with the number 2000 already/);
    await look('capture-start');
    await map.panel().getByLabel('If the interface has').selectOption('AFTER_OTHERS');
    await map.press('Start the capture');
    await map.says(/^The capture runs/);
    const card = (name: string) => map.panel().getByRole('region', { name, exact: true });
    await card('Case 1042')
      .getByText(/^Ends in 14 min \d\d s\.$/)
      .waitFor();
    await look('captures');
    await card('Case 1042').getByLabel('Minutes from now on').fill('0');
    await card('Case 1042').getByRole('button', { name: 'Extend' }).click();
    await card('Case 1042').getByText('Must be a whole number from 1 to 1440.').waitFor();
    await card('Case 1042').getByLabel('Minutes from now on').fill('90');
    await card('Case 1042').getByRole('button', { name: 'Extend' }).click();
    await card('Case 1042')
      .getByText(/^Ends in 1 h (29|30) min\.$/)
      .waitFor();
    await card('Case 1043').getByRole('button', { name: 'Stop', exact: true }).click();
    await card('Case 1043').getByText('1 session will be deleted').waitFor();
    await card('Case 1043').getByRole('button', { name: 'Stop the capture' }).click();
    await card('Case 1043').waitFor({ state: 'detached' });
    await map.says(/^1 capture$/);
    expect(
      await map.gateway.query('{ trafficMirrorCaptures { nodes { reason sessions { sessionNumber } } } }'),
    ).toEqual({
      trafficMirrorCaptures: {
        nodes: [{ reason: 'Case 1042', sessions: [{ sessionNumber: 32766 }, { sessionNumber: 32766 }] }],
      },
    });
    expect(map.issues).toEqual([]);
  });
});
