import { expect, test } from '@jest/globals';
import { onlyWithBrowser } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const plan = () => map.panel().getByRole('region', { name: 'Plan' });
const alert = (text: string) => map.page.getByRole('alert').filter({ hasText: text });

onlyWithBrowser('the map, while and after it reads findings', () => {
  test('shows the picture before the findings are there', async () => {
    await map.open();
    const release = await map.hold('Findings');
    await map.page.reload();
    await map.row('api-1-web').waitFor();
    await map.summary().filter({ hasText: '7 of 17' }).waitFor();
    await map.findings().getByText('Looking for findings…').waitFor();
    expect(await map.page.locator('main').getByText('waste').count()).toBe(0);
    release();
    await map.found().waitFor();
    expect(await map.row('api-1-web').innerText()).toContain('waste');
  });

  test('reads the findings once for each load of the picture', async () => {
    await map.open();
    await map.found().waitFor();
    let reads = 0;
    await map.intercept('Findings', (route) => {
      reads += 1;
      return route.fallback();
    });
    for (const expected of [1, 2]) {
      const answered = map.page.waitForResponse((response) =>
        /query Findings\b/.test(response.request().postData() ?? ''),
      );
      await map.reload();
      await answered;
      await map.findings().getByText('Looking for findings').waitFor({ state: 'detached' });
      expect(reads).toBe(expected);
    }
  });

  test('says that the findings are missing, and keeps old ones, when they cannot be read', async () => {
    await map.open();
    await map.cut('Findings');
    await map.page.reload();
    await alert('The findings are missing: The gateway could not be reached.').waitFor();
    await map.row('api-1-web').waitFor();
    expect(await map.page.getByText('No findings').count()).toBe(0);
    await map.restore();
    await map.reload();
    await map.found().waitFor();
    expect(await map.page.getByRole('alert').count()).toBe(0);
    await map.cut('Findings');
    await map.reload();
    await alert('The findings are out of date: The gateway could not be reached.').waitFor();
    await map.found().waitFor();
  });

  test('says which account and Region has no findings because it could not be read', async () => {
    await map.open();
    await map.patch('Findings', 'page', {
      nodes: [],
      scopeErrors: [
        { scope: { accountId: '123456789012', region: 'us-east-1' }, message: 'EC2 did not answer in time' },
      ],
    });
    await map.page.reload();
    await alert('The findings of 123456789012 us-east-1 are missing: EC2 did not answer in time.').waitFor();
    await map.findings().getByText('No findings in what could be checked').waitFor();
  });

  test('says which findings a change would resolve, and reads them anew once it is applied', async () => {
    await map.open();
    await map.found().waitFor();
    await map.openSession('api-1-to-ids');
    await map.panel().getByLabel('Filter').selectOption({ label: 'web-only' });
    await map.press('Preview change');
    await plan().getByText('Would resolve: waste session 1 takes every packet first').first().waitFor();
    expect(await plan().getByText('Would add').count()).toBe(0);
    await map.press('Apply');
    await map.says(/^Session changed\./);
    // Session 2 has the same filter as session 1 now.
    await map.found('1 waste, 2 notice').waitFor();
    expect(await map.row('api-1-web').innerText()).toContain('waste');
    expect(await map.row('api-1-db').innerText()).not.toContain('waste');
    expect(map.issues).toEqual([]);
  });

  test('says which findings a change would add', async () => {
    await map.open();
    await map.openSession('staging-api');
    await map.panel().getByLabel('Filter').selectOption({ label: 'draft' });
    await map.press('Preview change');
    await plan()
      .getByText(/^Would add: waste tmf-\w+ has no rules/)
      .waitFor();
  });

  test('offers a change before what it does to the findings is known, and if that cannot be read', async () => {
    await map.open();
    await map.openSession('web-1-forensics');
    await map.panel().getByLabel('Packet length').fill('300');
    const release = await map.hold('PlanFindings');
    await map.press('Preview change');
    await plan().getByText('Looking for what it would do to the findings').waitFor();
    await map.panel().getByRole('button', { name: 'Apply', exact: true }).waitFor();
    release();
    await plan().getByText('Would add and resolve no findings.').waitFor();
    await map.restore();
    await map.cut('PlanFindings');
    await map.panel().getByLabel('Packet length').fill('400');
    await map.press('Preview change');
    await plan()
      .getByText('What it would do to the findings is not known. The gateway could not be reached.')
      .waitFor();
    await map.press('Apply');
    await map.says(/^Session changed\./);
  });
});
