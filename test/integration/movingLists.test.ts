/** Lists whose items are deleted between two pages: items that exist throughout are never skipped. */
import { beforeEach, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { apply } from '../support/mutations.ts';

let gateway: TestGateway;
let ids: string[];
beforeEach(async () => {
  gateway = await startTestGateway({ seed: 'empty' });
  ids = [];
  for (let n = 0; n < 12; n++) {
    const { trafficMirrorFilter } = await apply(gateway, 'createTrafficMirrorFilter', {});
    ids.push(Object(trafficMirrorFilter).trafficMirrorFilterId);
  }
});

interface List {
  trafficMirrorFilters: {
    edges: { cursor: string; node: { trafficMirrorFilterId: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}
const list = async (first: number, after: string | null) => {
  const query = `query ($first: Int!, $after: String) { trafficMirrorFilters(first: $first, after: $after) {
    edges { cursor node { trafficMirrorFilterId } } pageInfo { hasNextPage endCursor } } }`;
  return (await gateway.query<List>(query, { first, after })).trafficMirrorFilters;
};
const remove = (trafficMirrorFilterId: string) =>
  apply(gateway, 'deleteTrafficMirrorFilter', { trafficMirrorFilterId });

test.each([1, 2, 3, 4, 5, 7])('deleting while listing, %d at a time, deletes everything', async (first) => {
  const seen: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 13; pages++) {
    const { edges, pageInfo } = await list(first, after);
    for (const { node } of edges) {
      seen.push(node.trafficMirrorFilterId);
      await remove(node.trafficMirrorFilterId);
    }
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(seen).toEqual(ids);
});

test('deleting items before the cursor skips no item after it', async () => {
  const { edges } = await list(7, null);
  for (const [index, { cursor }] of edges.entries()) {
    const before = ids[index - 1];
    if (before !== undefined) await remove(before);
    const rest = await list(100, cursor);
    expect(rest.edges.map(({ node }) => node.trafficMirrorFilterId)).toEqual(ids.slice(index + 1));
  }
});
