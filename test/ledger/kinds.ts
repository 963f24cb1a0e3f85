/** The four kinds of resources as the ledger compares them: the same state from EC2 itself and from the gateway. */
import {
  DescribeTrafficMirrorFilterRulesCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
  type Tag,
} from '@aws-sdk/client-ec2';

/** What a resource has, by GraphQL field, and its tags as `key=value`; undefined: it does not exist. */
export type State = Readonly<Record<string, unknown>> | undefined;

/** The tag that tells which create made a resource. No other change touches it. */
export const markerKey = 'ledger';

export type Kind = 'Session' | 'Target' | 'Filter' | 'FilterRule';

/** The fields that the ledger's changes set. */
export const fields: Readonly<Record<Kind, readonly string[]>> = {
  Session: ['packetLength', 'sessionNumber', 'description'],
  Target: ['description'],
  Filter: ['networkServices', 'description'],
  FilterRule: ['ruleNumber', 'description'],
};

interface Page {
  readonly items: readonly object[] | undefined;
  readonly next: string | undefined;
}

const pages: Readonly<Record<Kind, (ec2: EC2Client, NextToken: string | undefined) => Promise<Page>>> = {
  Session: async (ec2, NextToken) => {
    const answer = await ec2.send(new DescribeTrafficMirrorSessionsCommand({ NextToken, MaxResults: 1_000 }));
    return { items: answer.TrafficMirrorSessions, next: answer.NextToken };
  },
  Target: async (ec2, NextToken) => {
    const answer = await ec2.send(new DescribeTrafficMirrorTargetsCommand({ NextToken, MaxResults: 1_000 }));
    return { items: answer.TrafficMirrorTargets, next: answer.NextToken };
  },
  Filter: async (ec2, NextToken) => {
    const answer = await ec2.send(new DescribeTrafficMirrorFiltersCommand({ NextToken, MaxResults: 1_000 }));
    return { items: answer.TrafficMirrorFilters, next: answer.NextToken };
  },
  FilterRule: async (ec2, NextToken) => {
    const command = new DescribeTrafficMirrorFilterRulesCommand({ NextToken, MaxResults: 1_000 });
    const answer = await ec2.send(command);
    return { items: answer.TrafficMirrorFilterRules, next: answer.NextToken };
  },
};

/** A resource that EC2 has. */
export interface Found {
  readonly kind: Kind;
  readonly id: string;
  readonly marker: string | undefined;
  readonly state: NonNullable<State>;
}

/** Everything of a kind, read directly from EC2. */
export async function listAll(ec2: EC2Client, kind: Kind): Promise<Found[]> {
  const found: Found[] = [];
  let next: string | undefined;
  do {
    const page = await pages[kind](ec2, next);
    for (const item of page.items ?? []) found.push(fromEc2(kind, item as Record<string, unknown>));
    next = page.next;
  } while (next !== undefined);
  return found;
}

function fromEc2(kind: Kind, item: Readonly<Record<string, unknown>>): Found {
  const tags = (item.Tags ?? []) as Tag[];
  const upper = (field: string) => field.charAt(0).toUpperCase() + field.slice(1);
  return {
    kind,
    id: String(item[`TrafficMirror${kind}Id`]),
    marker: tags.find(({ Key }) => Key === markerKey)?.Value,
    state: toState(
      kind,
      (field) => item[upper(field)],
      tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
    ),
  };
}

/** A resource as the gateway shows it. */
export function fromGateway(kind: Kind, node: Readonly<Record<string, unknown>> | null): State {
  if (node === null) return undefined;
  return toState(kind, (field) => node[field], node.tags as { key: string; value: string }[]);
}

/** What to select of a resource to get its state. */
export const selection = (kind: Kind) => `${fields[kind].join(' ')} tags { key value }`;

export function toState(
  kind: Kind,
  read: (field: string) => unknown,
  tags: readonly { readonly key: string; readonly value: string }[],
): NonNullable<State> {
  const own = tags.filter(({ key }) => key !== markerKey).map(({ key, value }) => `${key}=${value}`);
  // A list is compared by its length, because EC2 and the schema name its items differently.
  const plain = (value: unknown) => (Array.isArray(value) ? value.length : (value ?? null));
  const values = fields[kind].map((field) => [field, plain(read(field))]);
  return { ...Object.fromEntries(values), tags: own.sort() };
}

export const isSame = (left: State, right: State) => JSON.stringify(left) === JSON.stringify(right);
