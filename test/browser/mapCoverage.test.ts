import { readFile } from 'node:fs/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const table = (caption: string) =>
  map.page.getByRole('table').filter({ has: map.page.locator('caption', { hasText: caption }) });
const rows = async (caption: string) =>
  (await table(caption).locator('tbody tr').allInnerTexts()).map((text) => text.split('\t'));

async function exported(caption: string): Promise<string> {
  const download = map.page.waitForEvent('download');
  const tools = map.page.locator('.table-tools').nth(caption === 'Groups' ? 0 : 1);
  await tools.getByRole('button', { name: 'Export as CSV' }).click();
  return readFile(await (await download).path(), 'utf8');
}

onlyWithBrowser('the coverage on the map', () => {
  beforeEach(async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await map.page.getByRole('button', { name: 'Coverage', exact: true }).click();
    await table('Groups').waitFor();
  });

  test('counts what is mirrored, what could be and what cannot, as the gateway does', async () => {
    const { trafficMirrorCoverage: read } = await map.gateway.query<{
      trafficMirrorCoverage: { coverage: Record<string, number> };
    }>('{ trafficMirrorCoverage { coverage { total mirrored missing unknown impossible } } }');
    const { total, mirrored, missing, impossible, unknown } = read.coverage;
    await map.says(
      new RegExp(
        `${mirrored} of ${total} network interfaces are mirrored. ${missing} could be, ${impossible} cannot, and of ${unknown} it is not known`,
      ),
    );
    // Together they are those of the header.
    await map.says(new RegExp(`Not counted: ${17 - Number(total)} interfaces of load balancers`));
    expect((await rows('Groups')).map(([, , , each]) => Number(each)).reduce((sum, each) => sum + each)).toBe(
      total,
    );
    expect((await rows('Not mirrored')).length).toBe(Number(total) - Number(mirrored));
    await screenshot(map.page, 'map-coverage');
    expect(await axeFindings(map.page)).toEqual([]);
    expect(map.issues).toEqual([]);
  });

  test('is grouped by subnet or tag, which a link keeps', async () => {
    await map.panel().getByLabel('Group by').selectOption('TAG:env');
    await table('Groups').getByRole('cell', { name: 'staging', exact: true }).waitFor();
    expect(new URL(map.page.url()).searchParams.get('coverage')).toBe('TAG:env');
    await map.page.reload();
    await table('Groups').getByRole('cell', { name: 'staging', exact: true }).waitFor();
    await map.panel().getByLabel('Group by').selectOption('SUBNET');
    await table('Groups')
      .getByRole('cell', { name: /^subnet-/ })
      .first()
      .waitFor();
  });

  test('is sorted and searched, and exported as it is shown', async () => {
    const missing = async () => (await rows('Groups')).map((cells) => Number(cells[5]));
    const sort = table('Groups').getByRole('button', { name: 'Missing' });
    await sort.click();
    expect(await missing()).toEqual((await missing()).toSorted((left, right) => left - right));
    await sort.click();
    expect(await missing()).toEqual((await missing()).toSorted((left, right) => right - left));
    await map.panel().getByLabel('Search not mirrored').fill('staging not possible');
    await table('Not mirrored')
      .getByRole('row')
      .filter({ hasText: 'prod-' })
      .first()
      .waitFor({ state: 'detached' });
    const csv = await exported('Not mirrored');
    const [names, ...lines] = csv.trimEnd().split('\r\n');
    expect(names).toBe('State,Name,Why,Interface,Address,VPC,Subnet');
    expect(lines.length).toBe((await rows('Not mirrored')).length);
    expect(lines.every((line) => line.startsWith('not possible,') && /staging/.test(line))).toBe(true);
    expect(await exported('Groups')).toMatch(/^VPC,Account,Region,/);
  });

  test('says why it could not be read, and keeps what it has', async () => {
    await map.cut('Coverage');
    await map.panel().getByLabel('Group by').selectOption('SUBNET');
    await map.page.getByRole('alert').filter({ hasText: 'The coverage is out of date' }).waitFor();
    // What was read by VPC is not called something else.
    await table('Groups').getByRole('columnheader', { name: 'VPC' }).waitFor();
  });

  test('lists those that the picture lacks, by their ids', async () => {
    const listed = (await rows('Not mirrored')).length;
    await map.cut('Interfaces');
    await map.page.reload();
    await map.page.getByRole('alert').filter({ hasText: 'Network interfaces of us-east-1' }).waitFor();
    await table('Not mirrored').getByRole('cell', { name: /^eni-/ }).first().waitFor();
    expect((await rows('Not mirrored')).length).toBe(listed);
  });
});
