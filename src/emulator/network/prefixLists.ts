/**
 * The prefix lists of AWS: those of the services that gateway endpoints are for. Their addresses are of the blocks for documentation (RFC
 * 5737), because the true ones change.
 */
import { action } from '../action.ts';
import { describe, idList } from '../describe.ts';
import { notFound } from '../errors.ts';
import { derivedId, otherIdKinds } from '../ids.ts';
import { id, maxResults } from '../sharedParameters.ts';
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { fromToken, toToken } from '../wire/pageTokens.ts';
import { integer, required, string } from '../wire/parameters.ts';
import { arnOf } from './regions.ts';

const kind = otherIdKinds.prefixLists;

interface PrefixList extends Row {
  readonly name: string;
  readonly cidrBlocks: readonly string[];
}

const services = [
  ['s3', ['198.51.100.0/25', '203.0.113.0/25']],
  ['dynamodb', ['198.51.100.128/25', '203.0.113.128/25']],
] as const;

/** The ids are the same for every account, as those of AWS are. */
const rows = ({ region }: Estate): PrefixList[] =>
  services.map(([service, cidrBlocks], i) => ({
    id: derivedId(kind.prefix, region, service),
    seq: i + 1,
    tags: [],
    name: `com.amazonaws.${region}.${service}`,
    cidrBlocks,
  }));

export const DescribePrefixLists = describe<PrefixList>({
  set: 'prefixListSet',
  rows,
  ids: idList('PrefixListId', kind),
  tagged: false,
  filters: { 'prefix-list-id': (row) => row.id, 'prefix-list-name': (row) => row.name },
  toWire: ({ id, name, cidrBlocks }) => ({ prefixListId: id, prefixListName: name, cidrSet: cidrBlocks }),
});

const ownerId = 'AWS';

export const DescribeManagedPrefixLists = describe<PrefixList>({
  set: 'prefixListSet',
  rows,
  ids: idList('PrefixListId', kind),
  // API model: from 1 to 100.
  maxResults: { min: 1, max: 100 },
  filters: {
    'owner-id': () => ownerId,
    'prefix-list-id': (row) => row.id,
    'prefix-list-name': (row) => row.name,
  },
  toWire: ({ id, name, tags }, { region }) => ({
    prefixListId: id,
    addressFamily: 'IPv4',
    state: 'create-complete',
    prefixListArn: arnOf('ec2', { region, accountId: 'aws' }, `prefix-list/${id}`),
    prefixListName: name,
    tagSet: tagSet(tags),
    ownerId,
  }),
});

const entrySet = 'entrySet';
/** API model: from 1 to 100. */
const mostEntries = 100;

/** The entries of a list, page by page; it has one version only. */
export const GetManagedPrefixListEntries = action(
  {
    PrefixListId: required(id(kind)),
    TargetVersion: integer(1, Number.MAX_SAFE_INTEGER),
    MaxResults: maxResults({ min: 1, max: mostEntries }),
    NextToken: string,
  },
  ({ PrefixListId, MaxResults, NextToken }, estate) => {
    const found = rows(estate).find((row) => row.id === PrefixListId);
    if (!found) throw notFound(kind.notFound, kind.noun, [PrefixListId]);
    const first = { ids: [PrefixListId], criteria: [], flags: [], pageSize: mostEntries, after: 0 };
    const query = NextToken ? fromToken(NextToken, entrySet) : first;
    const pageSize = MaxResults ?? query.pageSize;
    const after = query.after + pageSize;
    return {
      [entrySet]: found.cidrBlocks.slice(query.after, after).map((cidr) => ({ cidr })),
      nextToken:
        after < found.cidrBlocks.length ? toToken(entrySet, { ...query, pageSize, after }) : undefined,
    };
  },
);
