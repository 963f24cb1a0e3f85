import { expect, test } from '@jest/globals';
import { axeFindings, onlyWithBrowser, screenshot } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const step = () => map.page.getByRole('region', { name: 'First step' });

onlyWithBrowser('the map of an estate without sessions', () => {
  test('says what to do first', async () => {
    await map.open({ seed: 'empty' });
    await step().waitFor();
    await screenshot(map.page, 'map-empty');
    expect(await axeFindings(map.page)).toEqual([]);
    expect(map.issues).toEqual([]);
  });

  test('says nothing of it when there are sessions, or they could not be read', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    expect(await step().count()).toBe(0);
    await map.cut('Sessions');
    await map.page.reload();
    await map.page.getByRole('alert').first().waitFor();
    expect(await step().count()).toBe(0);
  });
});
