/** What reading needs to know about a type of resource. */
import type { Filter } from '@aws-sdk/client-ec2';
import type { Ec2Action } from '../actions.ts';
import type { Send } from '../call.ts';
import type { Ec2Scope } from '../scope.ts';

/** How one type of resource is listed. */
export interface ListedKind<Item, Record> {
  readonly action: Ec2Action;
  /** The most that a page may have. Default: 1000. */
  readonly pageSize?: number;
  readonly describe: (parameters: DescribeParameters, send: Send) => Promise<DescribeOutput<Item>>;
  readonly fromEc2: (item: Item, scope: Ec2Scope) => Record;
  readonly idOf: (record: Record) => string;
}

/** How one type of resource is read: in lists, and by id. */
export interface ResourceKind<Item, Record> extends ListedKind<Item, Record> {
  /** The name of the EC2 filter on the id. */
  readonly idFilter: string;
}

/** The parameters of a Describe action, in the SDK's shape. */
export interface DescribeParameters {
  Filters: Filter[];
  MaxResults: number;
  NextToken: string | undefined;
}

interface DescribeOutput<Item> {
  readonly items: readonly Item[] | undefined;
  readonly nextToken: string | undefined;
}
