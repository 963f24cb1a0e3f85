/** Reads pages of a list from EC2, and checks them. */
import type { Filter } from '@aws-sdk/client-ec2';
import { ownTurn } from '../../longWork.ts';
import { sender } from '../call.ts';
import { Ec2Failure } from '../failure.ts';
import { malformed } from '../failures.ts';
import type { Ec2Scope } from '../scope.ts';
import type { CallUsage } from '../usage.ts';
import type { ListedKind } from './kind.ts';
import type { DescribeInput, Page } from './lanes.ts';

export const maxResults = 1_000;

/** Reads every page of a list. @param pageSize how many resources a page may have. */
export async function readAll<Record>(
  read: (input: DescribeInput) => Promise<Page<Record>>,
  filters: readonly Filter[],
  pageSize = maxResults,
): Promise<Record[]> {
  const records: Record[] = [];
  let nextToken: string | undefined;
  do {
    const page = await read({ filters, maxResults: pageSize, nextToken });
    // A page may have more than fit into the arguments of one call.
    for (const record of page.records) records.push(record);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return records;
}

/** EC2 takes no fewer (EC2 API reference, DescribeTrafficMirrorSessions). */
export const minResults = 5;

/** Reads a page. EC2 is asked again if its answer lacks what it must have, and for half as much if the answer is too large. */
export async function readPage<Item, Record>(
  scope: Ec2Scope,
  kind: ListedKind<Item, Record>,
  input: DescribeInput,
  usage: CallUsage,
): Promise<Page<Record>> {
  const read = () => readPageOnce(scope, kind, input, usage);
  return read().catch((error: unknown) => {
    if (!(error instanceof Ec2Failure)) throw error;
    if (error.kind === 'malformed') return read();
    if (error.kind !== 'oversized' || input.maxResults === minResults) throw error;
    const half = Math.max(minResults, Math.floor(input.maxResults / 2));
    return readPage(scope, kind, { ...input, maxResults: half }, usage);
  });
}

/** Reading so many from XML has taken some milliseconds already. */
const manyItems = 200;

async function readPageOnce<Item, Record>(
  scope: Ec2Scope,
  kind: ListedKind<Item, Record>,
  input: DescribeInput,
  usage: CallUsage,
): Promise<Page<Record>> {
  const send = sender(scope, kind.action, usage);
  const parameters = {
    Filters: [...input.filters],
    MaxResults: input.maxResults,
    NextToken: input.nextToken,
  };
  const { items, nextToken } = await kind.describe(parameters, send);
  if (items === undefined) throw malformed('EC2 answered without a result set');
  if (items.length > manyItems) await ownTurn();
  const records = items.map((item) => kind.fromEc2(item, scope));
  if (!records.every(kind.idOf)) throw malformed('EC2 answered with a resource that has no id');
  if (nextToken && nextToken === input.nextToken) {
    const message = 'EC2 answered with the same page token that was sent';
    throw new Ec2Failure(message, { kind: 'broken', ambiguous: false });
  }
  return { records, nextToken: nextToken || undefined };
}
