import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { expectCount, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();

async function save(kind: string): Promise<Buffer> {
  await map.page.getByText('Export', { exact: true }).click();
  const download = map.page.waitForEvent('download');
  await map.page.getByRole('button', { name: kind, exact: true }).click();
  const file = await readFile(await (await download).path());
  await map.page.getByText('Export', { exact: true }).click();
  return file;
}

onlyWithBrowser('the picture', () => {
  test('is saved as SVG and PNG, with every session, and whatever names contain', async () => {
    await map.open();
    await map.gateway.query(
      'mutation($id: ID!, $value: String!) { tagTrafficMirrorResources(input: { resourceIds: [$id], add: [{ key: "Name", value: $value }] }) { userErrors { message } } }',
      { id: sessionId(2), value: '<b>&"' },
    );
    await map.reload();
    await map.row('<b>&"').waitFor();
    const svg = (await save('SVG')).toString();
    const page = await map.page.context().newPage();
    await page.goto(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`);
    // An SVG that is not well-formed shows an error in place of the picture.
    await expectCount(page.locator('svg > path'), 10);
    const texts = (await page.locator('svg > text').allTextContents()).join('\n');
    expect(texts).toContain('<b>&"');
    for (const name of ['prod-api-1', 'api-1-to-ids', 'sensor-fleet', 'all-traffic'])
      expect(texts).toContain(name);
    await screenshot(page, 'map-exported');
    await page.close();
    const png = await save('PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(1_000);
    expect(map.issues).toEqual([]);
  });
});
