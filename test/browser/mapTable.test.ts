import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { axeFindings, expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const rows = () => map.panel().getByRole('table').locator('tbody tr');

onlyWithBrowser('the table of sessions', () => {
  test('names the source, filter and target of each session that is shown, and is exported', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await map.page.getByRole('button', { name: 'Table', exact: true }).click();
    await expectCount(rows(), 10);
    await screenshot(map.page, 'map-table');
    const row = rows().filter({ hasText: 'api-1-web' });
    for (const name of ['prod-api-1', 'web-only', 'sensor-fleet', '8,500 B', '4211002'])
      await row.getByRole('cell', { name, exact: true }).waitFor();
    await map.page.getByLabel('Search', { exact: true }).fill('forensics');
    await rows().filter({ hasText: 'api-1-web' }).waitFor({ state: 'detached' });
    const download = map.page.waitForEvent('download');
    await map.press('Export as CSV');
    const [names, line, ...others] = (await readFile(await (await download).path(), 'utf8')).split('\r\n');
    expect(names).toMatch(/^Source,No\.,Session,Filter,Target,/);
    expect(line).toMatch(/^prod-web-1,10,web-1-forensics,/);
    expect(others).toEqual(['']);
    expect(await axeFindings(map.page)).toEqual([]);
    expect(map.issues).toEqual([]);
  });
});
