/** What an account has in a Region: its attributes, and the set of DHCP options that its VPCs share. */
import { action } from '../action.ts';
import { describe, idList } from '../describe.ts';
import { otherIdKinds } from '../ids.ts';
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { list, oneOf } from '../wire/parameters.ts';
import { privateDomain } from './dnsNames.ts';

/** All VPCs of an account share a set of DHCP options. The digits of accounts are hexadecimal too. */
export const dhcpOptionsId = (accountId: string): string => `dopt-0${accountId.padStart(16, '0')}`;

/** VPC user guide, "Default DHCP option set". */
const configuration = ({ region }: Estate) => [
  { key: 'domain-name', valueSet: [{ value: privateDomain(region) }] },
  { key: 'domain-name-servers', valueSet: [{ value: 'AmazonProvidedDNS' }] },
];

export const DescribeDhcpOptions = describe<Row>({
  set: 'dhcpOptionsSet',
  rows: ({ accountId }) => [{ id: dhcpOptionsId(accountId), seq: 1, tags: [] }],
  ids: idList('DhcpOptionsId', otherIdKinds.dhcpOptions),
  filters: {
    'dhcp-options-id': ({ id }) => id,
    key: (_row, estate) => configuration(estate).map(({ key }) => key),
    'owner-id': (_row, { accountId }) => accountId,
    value: (_row, estate) =>
      configuration(estate).flatMap(({ valueSet }) => valueSet.map(({ value }) => value)),
  },
  toWire: ({ id, tags }, estate) => ({
    dhcpOptionsId: id,
    dhcpConfigurationSet: configuration(estate),
    ownerId: estate.accountId,
    tagSet: tagSet(tags),
  }),
});

/** Attributes that are quotas of what is not emulated are left out. */
export const DescribeAccountAttributes = action(
  {
    AttributeName: list(
      oneOf(
        'supported-platforms',
        'default-vpc',
        'max-instances',
        'vpc-max-security-groups-per-interface',
        'max-elastic-ips',
        'vpc-max-elastic-ips',
      ),
    ),
  },
  ({ AttributeName }, { vpcs }) => {
    const attributes = {
      'supported-platforms': 'VPC',
      'default-vpc': vpcs.list().find(({ isDefault }) => isDefault)?.id ?? 'none',
    };
    return {
      accountAttributeSet: Object.entries(attributes)
        .filter(([name]) => AttributeName.length === 0 || AttributeName.some((one) => one === name))
        .map(([attributeName, attributeValue]) => ({
          attributeName,
          attributeValueSet: [{ attributeValue }],
        })),
    };
  },
);
