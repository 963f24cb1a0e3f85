import { beforeEach, expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const plan = () => map.panel().getByRole('region', { name: 'Plan' });
const apply = () => map.panel().getByRole('button', { name: 'Apply', exact: true });
const length = () => map.panel().getByLabel('Packet length');
const userError = (code: string, message: string) => ({ code, message, field: null });

onlyWithBrowser('the plan of a change', () => {
  beforeEach(async () => {
    await map.open();
    await map.openSession('web-1-forensics');
    await length().fill('300');
  });

  test.each([
    ['FORBIDDEN_BY_POLICY', 'This gateway is read-only (READ_ONLY).'],
    ['UNAUTHORIZED', 'The token lacks the permission traffic-mirror:session:write.'],
  ])('shows the user error %s, and offers no Apply', async (code, message) => {
    await map.patch('Plan', 'planTrafficMirrorSession', { userErrors: [userError(code, message)] });
    await map.press('Preview change');
    await plan().getByText(message).waitFor();
    expect(await plan().innerText()).toMatch(/Packet length\s+128\s+300/);
    expect(await plan().innerText()).not.toContain('permits');
    expect(await apply().count()).toBe(0);
    await screenshot(map.page, `map-plan-${code}`);
  });

  test('offers no Apply when EC2 does not permit the change, even without a user error', async () => {
    await map.patch('Plan', 'planTrafficMirrorSession', {
      dryRun: { verdict: 'UNAUTHORIZED', message: null },
    });
    await map.press('Preview change');
    await plan().getByText('EC2 does not permit').waitFor();
    expect(await apply().count()).toBe(0);
  });

  test.each(['PERMITTED'])('promises no more than the verdict %s says', async (verdict) => {
    await map.patch('Plan', 'planTrafficMirrorSession', { dryRun: { verdict, message: null } });
    await map.press('Preview change');
    await plan().getByText('EC2 permits this change').waitFor();
    await apply().waitFor();
  });

  test('goes away when the change cannot be sent', async () => {
    await map.press('Preview change');
    await apply().waitFor();
    await map.cut('Modify');
    await map.press('Apply');
    await map.says(/may or may not have changed/);
    expect(await plan().count()).toBe(0);
    expect(await apply().count()).toBe(0);
    expect(await map.panel().innerText()).not.toContain('Failed to fetch');
    expect(await length().inputValue()).toBe('300');
  });

  test('goes away when the change is refused', async () => {
    await map.press('Preview change');
    await apply().waitFor();
    await map.intercept('Modify', (route) =>
      route.fulfill({
        json: { errors: [{ message: 'mutations are off', extensions: { code: 'FORBIDDEN' } }], data: null },
      }),
    );
    await map.press('Apply');
    await map.panel().getByText('The session was not changed.').waitFor();
    expect(await plan().count()).toBe(0);
    expect(await map.panel().innerText()).toContain('Mutations are off.');
  });

  test('goes away when the change was made but could not be read back', async () => {
    await map.press('Preview change');
    await apply().waitFor();
    await map.intercept('Modify', (route) =>
      route.fulfill({
        json: {
          errors: [{ message: 'EC2 did not answer in time', extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
          data: { modifyTrafficMirrorSession: { trafficMirrorSession: null, userErrors: [], warnings: [] } },
        },
      }),
    );
    await map.press('Apply');
    await map.says(/may or may not have changed/);
    expect(await plan().count()).toBe(0);
  });

  test('is dropped when the form changed while it was fetched', async () => {
    const release = await map.hold('Plan');
    await map.press('Preview change');
    await map.panel().getByText('Planning the change').waitFor();
    await length().fill('400');
    release();
    await map.panel().getByText('Planning the change').waitFor({ state: 'detached' });
    expect(await plan().count()).toBe(0);
    await map.restore();
    await map.press('Preview change');
    await plan().waitFor();
    expect(await plan().innerText()).toMatch(/128\s+400/);
    await map.press('Apply');
    await map.says(/^Session changed\./);
    expect(await map.read(sessionId(6))).toMatchObject({ packetLength: 400 });
  });

  test('says in a sentence that the gateway could not be reached', async () => {
    await map.cut('Plan');
    await map.press('Preview change');
    await map.panel().getByText('The gateway could not be reached').waitFor();
    expect(await map.panel().innerText()).not.toContain('Failed to fetch');
  });
});
