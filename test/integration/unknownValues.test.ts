/** Values of EC2 that this version does not know: network services are shown as UNKNOWN, with EC2's own words beside them. */
import { beforeEach, expect, test } from '@jest/globals';
import { filterId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { planFor } from '../support/plans.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});

interface Shown {
  networkServices: string[];
  rawNetworkServices: string[];
  version: string;
}

/** Makes EC2's next answer say that the filter mirrors these services. */
function answerWith(services: readonly string[]): void {
  const items = services.map((service) => `<item>${service}</item>`).join('');
  const body = `<DescribeTrafficMirrorFiltersResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
    <trafficMirrorFilterSet><item><trafficMirrorFilterId>${filterId(2)}</trafficMirrorFilterId>
    <networkServiceSet>${items}</networkServiceSet></item></trafficMirrorFilterSet></DescribeTrafficMirrorFiltersResponse>`;
  gateway.emulator.faults('DescribeTrafficMirrorFilters', [{ body }]);
}

/** The filter, when EC2 answers that it mirrors these services. */
async function shownWith(services: readonly string[]): Promise<Shown> {
  answerWith(services);
  const data = await gateway.query<{ trafficMirrorFilter: Shown }>(
    'query ($id: ID!) { trafficMirrorFilter(id: $id) { networkServices rawNetworkServices version } }',
    { id: filterId(2) },
  );
  return data.trafficMirrorFilter;
}

test.each<[string[], string[]]>([
  [[], []],
  [['amazon-dns'], ['AMAZON_DNS']],
  [['amazon-ntp'], ['UNKNOWN']],
  [
    ['amazon-ntp', 'amazon-dns', 'amazon-time'],
    ['UNKNOWN', 'AMAZON_DNS', 'UNKNOWN'],
  ],
  // The name of the value itself, as EC2 might never send it.
  [['UNKNOWN'], ['UNKNOWN']],
])('network services %j', async (raw, shown) => {
  const filter = await shownWith(raw);
  expect([filter.rawNetworkServices, filter.networkServices]).toEqual([raw, shown]);
});

test('the version of a filter differs when an unknown service comes, goes, or is another one, and not by the order', async () => {
  const versions = [];
  for (const services of [['amazon-dns'], ['amazon-dns', 'a'], ['amazon-dns', 'b'], ['b', 'amazon-dns', 'a']])
    versions.push((await shownWith(services)).version);
  expect(new Set(versions).size).toBe(4);
  expect((await shownWith(['a', 'amazon-dns', 'b'])).version).toBe(versions[3]);
});

test("a plan shows unknown services by EC2's words", async () => {
  const input = { trafficMirrorFilterId: filterId(2) };
  answerWith(['amazon-ntp', 'amazon-dns']);
  const modified = await planFor(gateway, 'modifyTrafficMirrorFilterNetworkServices', {
    ...input,
    removeNetworkServices: ['AMAZON_DNS'],
  });
  expect(modified.changes).toEqual([
    { field: 'networkServices', before: 'amazon-ntp, AMAZON_DNS', after: 'amazon-ntp' },
  ]);
  answerWith(['amazon-ntp']);
  const deleted = await planFor(gateway, 'deleteTrafficMirrorFilter', input);
  expect(deleted.changes).toContainEqual({ field: 'networkServices', before: 'amazon-ntp', after: null });
});

test.each(['addNetworkServices', 'removeNetworkServices'])(
  'UNKNOWN in `%s` is refused, and EC2 is not asked',
  async (field) => {
    gateway.emulator.resetCalls();
    const input = { trafficMirrorFilterId: filterId(2), [field]: ['AMAZON_DNS', 'UNKNOWN'] };
    const data = await gateway.query(
      `mutation ($input: ModifyTrafficMirrorFilterNetworkServicesInput!) {
      modifyTrafficMirrorFilterNetworkServices(input: $input) { trafficMirrorFilter { id } userErrors { code field message } } }`,
      { input },
    );
    expect(data.modifyTrafficMirrorFilterNetworkServices).toEqual({
      trafficMirrorFilter: null,
      userErrors: [
        {
          code: 'INVALID_INPUT',
          field: ['input', field, '1'],
          message: `${field} must not have UNKNOWN, which only stands for services that this version does not know.`,
        },
      ],
    });
    expect(gateway.ec2Calls()).toEqual({});
  },
);
