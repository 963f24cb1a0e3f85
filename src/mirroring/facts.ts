/** What was read of an account and Region, what is not there, and what was not read and why. Nothing here can mistake the last two. */

/** Every kind of resource that is read, and the properties by which records of it can be looked up. */
export const lookUps = {
  sessions: ['networkInterfaceId', 'trafficMirrorTargetId', 'trafficMirrorFilterId'],
  targets: ['networkInterfaceId'],
  filters: [],
  networkInterfaces: ['description', 'instanceId', 'privateIpAddress'],
  instances: [],
  subnets: [],
  vpcs: [],
  securityGroups: [],
  networkAcls: ['vpcId'],
  routeTables: ['vpcId'],
  peerings: [],
  transitGatewayAttachments: ['vpcId'],
  vpcEndpoints: [],
  loadBalancers: [],
  targetGroups: ['loadBalancerArns'],
  listeners: ['loadBalancerArn'],
  targetHealth: ['targetGroupArn'],
  targetGroupAttributes: [],
  loadBalancerAttributes: [],
} as const satisfies Record<string, readonly string[]>;

export type EstateKind = keyof typeof lookUps;
export const estateKinds = Object.keys(lookUps) as EstateKind[];
export type LookUp<Kind extends EstateKind> = (typeof lookUps)[Kind][number];

/** Why something was not read. The schema's enum of reasons has the same words. */
export interface Gap {
  readonly reason: 'UNAUTHORIZED' | 'UNAVAILABLE' | 'OUT_OF_TIME' | 'OUT_OF_CALLS' | 'OTHER_ACCOUNT';
  /** For UNAUTHORIZED: the action that IAM refused, for example `ec2:DescribeSecurityGroups`. */
  readonly iamAction?: string;
  /** For UNAUTHORIZED: the permission that the caller's token lacks. */
  readonly permission?: string;
}

/** For what nobody asked for: it must not look as if it were not there. */
export const notAsked: Gap = { reason: 'UNAVAILABLE' };

/** Thrown by a table that cannot answer. */
export class NotRead extends Error {
  override readonly name = 'NotRead';

  constructor(
    readonly kind: EstateKind,
    readonly gap: Gap,
  ) {
    super(`${kind} were not read: ${gap.reason}`);
  }
}

/** One thing that a table can be asked for: records with this value of a property, or the one with this id. */
export const keyOf = (property: string, value: string) => `${property}=${value}`;

/** What a table is made of. */
export interface Reading<Item> {
  readonly records: readonly Item[];
  readonly idOf: (record: Item) => string;
  /** What was looked up, by `keyOf`: what is not among the records is not there. */
  readonly asked: ReadonlySet<string>;
  /** What could not be looked up, by `keyOf`. */
  readonly gaps: ReadonlyMap<string, Gap>;
  /** What is known of everything else: it is not there, or why it was not read. */
  readonly rest: 'absent' | Gap;
}

/**
 * The records of one kind, in the order of their ids: EC2 promises no order, and what is said of an estate must not depend on any. Each
 * method throws NotRead where it cannot say.
 */
export interface Table<Item, Property extends string = string> {
  /** @returns null when there is no such resource. */
  of(id: string): Item | null;
  /** The records with this value, or with it among their values. */
  where(property: Property, value: string): readonly Item[];
  /** All that there are. */
  all(): readonly Item[];
  /** What was read, which may not be all. */
  readonly known: readonly Item[];
}

export type Records = { readonly [Kind in EstateKind]: object };
export type Readings<All extends Records> = { readonly [Kind in EstateKind]: Reading<All[Kind]> };

/** A planned change: what there will be then, in place of what has the same id, and the ids of what there will be no more. */
export type Change<All extends Records> = {
  readonly [Kind in EstateKind]?: { readonly put?: readonly All[Kind][]; readonly drop?: readonly string[] };
};

type Tables<All extends Records> = { readonly [Kind in EstateKind]: Table<All[Kind], LookUp<Kind>> };

export type Facts<All extends Records> = Tables<All> & {
  /** The facts as they are after a change. */
  with(change: Change<All>): Facts<All>;
};

export const createFacts = <All extends Records>(readings: Readings<All>): Facts<All> =>
  factsOf(
    readings,
    ofEachKind((kind) => createTable(kind, readings[kind])),
  );

/** A table that a change leaves alone is kept, with its order and its indexes. */
function factsOf<All extends Records>(readings: Readings<All>, tables: Tables<All>): Facts<All> {
  const after = (change: Change<All>) => {
    const changed: Readings<All> = ofEachKind((kind) => changeReading(readings[kind], change[kind] ?? {}));
    const tableOf = (kind: EstateKind) =>
      changed[kind] === readings[kind] ? tables[kind] : createTable(kind, changed[kind]);
    return factsOf(changed, ofEachKind(tableOf));
  };
  return { ...tables, with: after };
}

const ofEachKind = <All>(toValue: (kind: EstateKind) => unknown): All =>
  Object.fromEntries(estateKinds.map((kind) => [kind, toValue(kind)])) as All;

function createTable<Item extends object>(kind: EstateKind, reading: Reading<Item>): Table<Item> {
  const { idOf, asked, gaps, rest } = reading;
  const byId = new Map(
    reading.records
      .map((record) => [idOf(record), record] as const)
      .sort(([left], [right]) => (left < right ? -1 : Number(left > right))),
  );
  const records = [...byId.values()];
  const indexes = new Map<string, ReadonlyMap<string, Item[]>>();
  const isWhole = rest === 'absent' && gaps.size === 0;
  const check = (property: string, value: string) => {
    if (isWhole) return;
    const key = keyOf(property, value);
    if (asked.has(key)) return;
    const gap = gaps.get(key) ?? (rest === 'absent' ? undefined : rest);
    if (gap !== undefined) throw new NotRead(kind, gap);
  };
  return {
    known: records,
    of(id) {
      const found = byId.get(id);
      if (found === undefined) check('id', id);
      return found ?? null;
    },
    where(property, value) {
      check(property, value);
      const index = indexes.get(property) ?? createIndex(records, property);
      indexes.set(property, index);
      return index.get(value) ?? [];
    },
    all() {
      if (rest !== 'absent') throw new NotRead(kind, rest);
      return records;
    },
  };
}

function createIndex<Item extends object>(records: readonly Item[], property: string) {
  const index = new Map<string, Item[]>();
  const add = (value: unknown, record: Item) => {
    if (typeof value !== 'string') return;
    const same = index.get(value);
    if (same === undefined) index.set(value, [record]);
    else same.push(record);
  };
  for (const record of records) {
    const value = (record as Record<string, unknown>)[property];
    if (Array.isArray(value)) for (const one of value) add(one, record);
    else add(value, record);
  }
  return index;
}

function changeReading<Item>(
  reading: Reading<Item>,
  { put = [], drop = [] }: { readonly put?: readonly Item[]; readonly drop?: readonly string[] },
): Reading<Item> {
  const { records, idOf, asked } = reading;
  const ids = [...put.map(idOf), ...drop];
  if (ids.length === 0) return reading;
  const replaced = new Set(ids);
  return {
    ...reading,
    records: [...records.filter((record) => !replaced.has(idOf(record))), ...put],
    asked: new Set([...asked, ...ids.map((id) => keyOf('id', id))]),
  };
}
