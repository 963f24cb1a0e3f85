import { expect, test } from '@jest/globals';
import { filterId, sessionId, targetId } from '../support/demo.ts';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const tagForm = () => map.panel().getByRole('form', { name: 'Tags' });
const plan = () => tagForm().getByRole('region', { name: 'Plan' });
const deletion = () => map.panel().getByRole('region', { name: /^Delete this (target|filter)$/ });
const steps = () => deletion().getByRole('region', { name: 'Steps' });
const box = (name: string) => map.page.getByRole('article').getByRole('button', { name, exact: true });

/** A session in the picture. */
const drawn = (name: string) => map.page.getByRole('article').getByRole('listitem').filter({ hasText: name });

async function changeTags() {
  await map.panel().getByText('Change tags', { exact: true }).click();
}

const tagsOf = async (kind: string, id: string) => {
  const data = await map.gateway.query<Record<string, { tags: { key: string; value: string }[] }>>(
    `{ ${kind}(id: "${id}") { tags { key value } } }`,
  );
  return Object.fromEntries((data[kind]?.tags ?? []).map(({ key, value }) => [key, value]));
};

onlyWithBrowser('tags on the map', () => {
  test('of sessions, targets and filters are added, changed and removed after the plan', async () => {
    await map.open();
    await map.openSession('api-1-web');
    await changeTags();
    await tagForm().getByLabel('Value of tag 1').fill('renamed');
    await tagForm().getByRole('button', { name: 'Remove tag team' }).click();
    await tagForm().getByRole('button', { name: 'Add a tag' }).click();
    await tagForm().getByLabel('Key of tag 3').fill('aws:owner');
    await map.press('Preview tags');
    // AWS reserves the prefix, and EC2 says so.
    await tagForm().getByRole('alert').filter({ hasText: 'aws:' }).first().waitFor();
    expect(await map.panel().getByRole('button', { name: 'Apply tags' }).count()).toBe(0);
    await screenshot(map.page, 'map-tags-refused');
    await tagForm().getByLabel('Key of tag 3').fill('case');
    await tagForm().getByLabel('Value of tag 3').fill('1042');
    // Somebody else's tag stays, although the form does not show it.
    await map.gateway.query(
      `mutation { tagTrafficMirrorResources(input: { resourceIds: ["${sessionId(2)}"], add: [{ key: "other", value: "theirs" }] }) { userErrors { message } } }`,
    );
    await map.press('Preview tags');
    await plan().waitFor();
    expect(await plan().innerText()).toMatch(/Tag team\s+platform\s+none/);
    await screenshot(map.page, 'map-tags');
    await map.press('Apply tags');
    await map.says(/^Tags changed\.$/);
    await map.panel().getByRole('heading', { name: 'renamed' }).waitFor();
    expect(await tagsOf('trafficMirrorSession', sessionId(2))).toEqual({
      Name: 'renamed',
      env: 'prod',
      case: '1042',
      other: 'theirs',
    });

    for (const [url, kind, id] of [
      [`mirror-target=${targetId(4)}`, 'trafficMirrorTarget', targetId(4)],
      [`filter=${filterId(4)}`, 'trafficMirrorFilter', filterId(4)],
    ] as const) {
      await map.page.goto(`${map.gateway.url}/map?${url}`);
      await changeTags();
      await tagForm().getByLabel('Value of tag 1').fill(`new ${kind}`);
      await map.press('Preview tags');
      await map.press('Apply tags');
      await map
        .panel()
        .getByRole('heading', { name: `new ${kind}` })
        .waitFor();
      expect(await tagsOf(kind, id)).toMatchObject({ Name: `new ${kind}` });
    }
    expect(map.issues).toEqual([]);
  });
});

onlyWithBrowser('deleting a target or filter on the map', () => {
  test('names the sessions that use it, deletes them first, and shows each step', async () => {
    await map.open();
    await box('ids-sensor').click();
    await map.press('Preview deletion');
    await deletion().getByText('3 sessions use this target').waitFor();
    // Each of them is a link.
    await steps().getByRole('button', { name: 'web-1-forensics' }).waitFor();
    await deletion()
      .getByText(/will no longer be mirrored/)
      .first()
      .waitFor();
    expect(await steps().locator('li').allInnerTexts()).toEqual([
      'Delete the session “api-1-to-ids”',
      'Delete the session “api-2-to-ids”',
      'Delete the session “web-1-forensics”',
      'Delete the target “ids-sensor”',
    ]);
    await screenshot(map.page, 'map-safe-delete');
    expect(await axeFindings(map.page)).toEqual([]);
    await map.press('Delete 3 sessions and the target');
    await steps().getByText('All 4 steps done.').waitFor();
    await map.says(/The target “ids-sensor” was deleted/);
    await screenshot(map.page, 'map-safe-deleted');
    await drawn('web-1-forensics').waitFor({ state: 'detached' });
    const { trafficMirrorTarget, trafficMirrorSession } = await map.gateway.query(
      `{ trafficMirrorTarget(id: "${targetId(1)}") { id } trafficMirrorSession(id: "${sessionId(6)}") { id } }`,
    );
    expect([trafficMirrorTarget, trafficMirrorSession]).toEqual([null, null]);
    expect(map.issues).toEqual([]);
  });

  test('stops at the first refusal, and says what was done and what was not', async () => {
    await map.open();
    await map.page.goto(`${map.gateway.url}/map?filter=${filterId(3)}`);
    await map.press('Preview deletion');
    await deletion().getByText('2 sessions use this filter').waitFor();
    // Somebody else changes the second session after the plan.
    await map.gateway.query(
      `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(9)}", packetLength: 99 }) { userErrors { message } } }`,
    );
    await map.press('Delete 2 sessions and the filter');
    await steps()
      .getByText(/^1 of 3 steps done\. Stopped at: Delete the session “orders-db”\./)
      .waitFor();
    expect(await steps().locator('li').allInnerTexts()).toEqual([
      expect.stringMatching(/^Delete the session “api-1-db” – done$/),
      expect.stringMatching(/^Delete the session “orders-db” – failed: /),
      expect.stringMatching(/^Delete the filter “database” and its rules – not done$/),
    ]);
    await screenshot(map.page, 'map-safe-stopped');
    await drawn('api-1-db').waitFor({ state: 'detached' });
    await drawn('orders-db').waitFor();
    await map.press('Preview deletion');
    await map.press('Delete 1 session and the filter');
    await steps().getByText('All 2 steps done.').waitFor();
  });
});
