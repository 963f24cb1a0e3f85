import { expect, test } from '@jest/globals';
import { filterId, sessionId } from '../support/demo.ts';
import { onlyWithBrowser } from './browser.ts';
import { useMap } from './mapPage.ts';

const map = useMap();
const search = (label: string, value: string) => map.page.getByLabel(label, { exact: true }).fill(value);
const query = () => new URL(map.page.url()).search;
const goTo = (search: string) => map.page.goto(`${map.gateway.url}/map${search}`);

onlyWithBrowser('the URL of the map', () => {
  test('has the search, and brings it back', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    expect(query()).toBe('');
    await search('Search', 'forensics');
    await map.page.waitForURL(/q=forensics/);
    await map.page.reload();
    await map.summary().filter({ hasText: 'shown' }).waitFor();
    expect(await map.page.getByLabel('Search', { exact: true }).inputValue()).toBe('forensics');
    await map.page.getByRole('button', { name: 'Show everything' }).click();
    await map.page.waitForURL(/\/map$/);
  });

  test('has the session that is open; Back closes it, and Forward opens it', async () => {
    await map.open();
    await map.openSession('api-1-web');
    await map.panel().waitFor();
    expect(query()).toBe(`?session=${sessionId(2)}`);
    await map.page.goBack();
    await map.panel().waitFor({ state: 'detached' });
    await map.page.goForward();
    await map.panel().getByText(sessionId(2)).first().waitFor();
  });

  test('has the search that was typed just before a step, so that Back leads to it', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await search('Search', 'forensics');
    await map.page.getByRole('button', { name: 'Table', exact: true }).click();
    await map.panel().waitFor();
    await map.page.goBack();
    await map.panel().waitFor({ state: 'detached' });
    expect(query()).toBe('?q=forensics');
  });

  test('opens a filter, and says so when there is no such session', async () => {
    await map.open();
    await goTo(`?filter=${filterId(1)}`);
    await map.panel().waitFor();
    await goTo('?session=tms-0ffffffffffffffff');
    await map.page.getByRole('alert').filter({ hasText: 'tms-0ffffffffffffffff' }).waitFor();
  });

  test('has the place and the zoom of the picture, which stay after a reload', async () => {
    await map.open();
    await map.row('api-1-web').waitFor();
    await map.page.getByRole('button', { name: 'Zoom out' }).click();
    await map.page.waitForURL(/at=/);
    const place = () => map.page.locator('.react-flow__viewport').getAttribute('style');
    const [before, link] = [await place(), query()];
    await map.page.reload();
    await map.row('api-1-web').waitFor();
    const zoomOf = (style: string | null) => Number(/scale\(([\d.]+)\)/.exec(style ?? '')?.[1]);
    expect(zoomOf(await place())).toBeCloseTo(zoomOf(before), 1);
    expect(query()).toBe(link);
  });

  test('ignores what it does not understand', async () => {
    await map.open();
    await goTo('?show=nonsense&at=a,b,c&open=x&targets=many');
    await map.summary().filter({ hasText: '7 of 17' }).waitFor();
  });
});
