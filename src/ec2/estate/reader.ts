/**
 * Reads one account and Region into drafts. A read that fails leaves a gap there, and the others go on, except that without the account's
 * own sessions, targets and filters there is nothing to judge: their failures are thrown.
 */
import type { Filter } from '@aws-sdk/client-ec2';
import { type EstateKind, type Gap, keyOf, type LookUp } from '../../mirroring/facts.ts';
import { Ec2Failure } from '../failure.ts';
import { ofResource } from '../loadBalancers.ts';
import { toParts } from '../reads/describe.ts';
import type { Ec2Scope } from '../scope.ts';
import type { Ec2Usage } from '../usage.ts';
import { toGap } from './allowance.ts';
import { type Drafts, isKnown, keep, note } from './drafts.ts';
import { type IdentifiedKind, identifiedKinds, kinds } from './kinds.ts';

export interface Reader {
  /** The account and Region that are read. */
  readonly scope: Ec2Scope;
  /**
   * Lists all of a kind. What arrives before a failure is kept.
   *
   * @param answers of another account: what the list is the answer to.
   */
  list<Kind extends EstateKind>(kind: Kind, answers?: Answers<Kind>): Promise<void>;
  /** Reads what is not known of these, 200 to a call. More than 1,000 of the reader's own account are listed instead. */
  byIds(kind: IdentifiedKind, ids: readonly string[]): Promise<void>;
  /** Reads all records with one of these values, 200 values to a call. */
  byValues<Kind extends FilteredKind>(
    kind: Kind,
    property: LookUp<Kind>,
    values: readonly string[],
  ): Promise<void>;
  /** Reads a list that there is only for one resource, for each of these ARNs. */
  ofEach<Kind extends EstateKind>(kind: Kind, property: Asked<Kind>, arns: readonly string[]): Promise<void>;
}

/** What a table can be asked by. */
type Asked<Kind extends EstateKind> = LookUp<Kind> | 'id';

export interface Answers<Kind extends EstateKind> {
  readonly property: Asked<Kind>;
  readonly values: readonly string[];
}

/** EC2's filters for the look-ups. The other look-ups are answered by lists alone. */
const filterNames = {
  sessions: {
    networkInterfaceId: 'network-interface-id',
    trafficMirrorTargetId: 'traffic-mirror-target-id',
    trafficMirrorFilterId: 'traffic-mirror-filter-id',
  },
  targets: { networkInterfaceId: 'network-interface-id' },
  networkInterfaces: {
    description: 'description',
    instanceId: 'attachment.instance-id',
    privateIpAddress: 'private-ip-address',
  },
  networkAcls: { vpcId: 'vpc-id' },
  routeTables: { vpcId: 'vpc-id' },
} as const satisfies { readonly [Kind in EstateKind]?: { readonly [Property in LookUp<Kind>]: string } };

export type FilteredKind = keyof typeof filterNames;

/** More ids than this are read as a list, which is cheaper if most of the list is wanted. */
const maxIds = 1_000;

export interface ReaderOptions {
  /** Whether it reads another account, so that its lists are not the whole of a kind. */
  readonly isOther?: boolean;
}

export function createReader(
  drafts: Drafts,
  scope: Ec2Scope,
  usage: Ec2Usage,
  { isOther = false }: ReaderOptions = {},
): Reader {
  async function pages<Kind extends EstateKind>(kind: Kind, filters: readonly Filter[]): Promise<void> {
    let nextToken: string | undefined;
    do {
      const page = await kinds[kind].page(scope, filters, nextToken, usage);
      keep(drafts, kind, page.records);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  /** The list of the own account does not have what belongs to another one. */
  const isAnswered = (kind: EstateKind, property: string, value: string) =>
    isOther
      ? drafts[kind].asked.has(keyOf(property, value))
      : isKnown(drafts, kind, property, value) || (property === 'id' && drafts[kind].records.has(value));

  /** @returns why it was not read. @throws what must not be a gap. */
  async function gapOf(kind: EstateKind, read: () => Promise<void>): Promise<Gap | undefined> {
    try {
      await read();
      return undefined;
    } catch (failure) {
      if (isNotThere(failure)) return undefined;
      const gap = toGap(kind, failure);
      const isInPart = isOutOf(gap) && drafts[kind].records.size > 0;
      if (essential.has(kind) && !isOther && !isInPart) throw failure;
      return gap;
    }
  }

  async function list<Kind extends EstateKind>(kind: Kind, answers?: Answers<Kind>): Promise<void> {
    const gap = await gapOf(kind, () => pages(kind, []));
    if (!isOther) drafts[kind].rest = gap ?? 'absent';
    else if (answers !== undefined) note(drafts, kind, answers.property, answers.values, gap);
  }

  /** Reads for some values, and notes what became of it. */
  async function lookUp(
    kind: EstateKind,
    property: string,
    values: readonly string[],
    read: () => Promise<void>,
  ): Promise<void> {
    note(drafts, kind, property, values, await gapOf(kind, read));
  }

  return {
    scope,
    list,
    async byIds(kind, ids) {
      const wanted = [...new Set(ids)].filter((id) => !isAnswered(kind, 'id', id));
      if (wanted.length > maxIds && !isOther) return list(kind);
      await Promise.all(
        toParts(wanted).map((part) =>
          lookUp(kind, 'id', part, async () =>
            keep(drafts, kind, await identifiedKinds[kind].byIds(scope, part, usage)),
          ),
        ),
      );
    },
    async byValues(kind, property, values) {
      const name = (filterNames[kind] as Readonly<Record<string, string>>)[property];
      await Promise.all(
        toParts([...new Set(values)].filter((value) => !isAnswered(kind, property, value))).map((part) =>
          lookUp(kind, property, part, () => pages(kind, [{ Name: name, Values: part }])),
        ),
      );
    },
    async ofEach(kind, property, arns) {
      await Promise.all(arns.map((arn) => lookUp(kind, property, [arn], () => pages(kind, ofResource(arn)))));
    },
  };
}

const essential: ReadonlySet<EstateKind> = new Set(['sessions', 'targets', 'filters']);

const isOutOf = ({ reason }: Gap) => reason === 'OUT_OF_TIME' || reason === 'OUT_OF_CALLS';

/** Elastic Load Balancing refuses to list what belongs to a resource that does not exist. */
const isNotThere = (failure: unknown) =>
  failure instanceof Ec2Failure && /^(LoadBalancer|TargetGroup)NotFound$/.test(failure.awsCode ?? '');
