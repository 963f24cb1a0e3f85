/** Reads an account and Region whole, for policies. */
import { filterKind, type TrafficMirrorFilterRecord } from '../ec2/filters.ts';
import {
  type InstanceFacts,
  type InterfaceFacts,
  instanceKind,
  networkInterfaceKind,
} from '../ec2/networkInterfaces.ts';
import { describeAll, describeMany } from '../ec2/reads/describe.ts';
import type { ListedKind, ResourceKind } from '../ec2/reads/kind.ts';
import { type Ec2Scope, isOwnedHere } from '../ec2/scope.ts';
import type { Scopes } from '../ec2/scopes.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { type TrafficMirrorTargetRecord, targetKind } from '../ec2/targets.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import { groupBy } from '../mirroring/grouped.ts';
import type { PolicySnapshot } from './snapshot.ts';

/** A snapshot of whole records. */
export interface PlaceReading extends PolicySnapshot {
  readonly networkInterfaces: readonly InterfaceFacts[];
  readonly instances: readonly InstanceFacts[];
  readonly sessions: readonly TrafficMirrorSessionRecord[];
  readonly targets: readonly TrafficMirrorTargetRecord[];
  readonly filters: readonly TrafficMirrorFilterRecord[];
  /** When the reading began, ISO 8601 in UTC. */
  readonly readAt: string;
}

/**
 * Interfaces first and sessions last: a session that is made meanwhile is rather seen than missed.
 *
 * @param scopes what the caller may use, for targets of other accounts.
 * @throws Ec2Failure when any list cannot be read: what is incomplete is not used.
 */
export async function readPlace(
  scope: Ec2Scope,
  scopes: Pick<Scopes, 'find'>,
  usage: Ec2Usage,
): Promise<PlaceReading> {
  const readAt = new Date().toISOString();
  const list = async <Item, Record>(kind: ListedKind<Item, Record>) =>
    inOrder(await describeAll(scope, kind, [], usage), kind.idOf);
  const [networkInterfaces, instances, filters] = await Promise.all([
    list(networkInterfaceKind),
    list(instanceKind),
    list(filterKind),
  ]);
  const [sessions, targets] = await Promise.all([list(sessionKind), list(targetKind)]);
  const receivers = await readReceivers(scope, scopes, targets, usage);
  const { accountId, region } = scope;
  return { accountId, region, networkInterfaces, instances, filters, sessions, targets, receivers, readAt };
}

/** A list is no snapshot: something that moves between pages while they are read may be there twice. */
function inOrder<Record>(records: readonly Record[], idOf: (record: Record) => string): Record[] {
  const byId = new Map(records.map((record) => [idOf(record), record]));
  return [...byId.values()].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
}

/** What is behind the targets of other accounts, as far as the caller may look there and it can be read. */
async function readReceivers(
  scope: Ec2Scope,
  scopes: Pick<Scopes, 'find'>,
  targets: readonly TrafficMirrorTargetRecord[],
  usage: Ec2Usage,
): Promise<PolicySnapshot['receivers']> {
  const foreign = targets.filter((target) => !isOwnedHere(target, scope));
  const parts = await Promise.all(
    [...groupBy(foreign, ({ ownerId = '' }) => ownerId)].map(async ([accountId, ofAccount]) => {
      const other = scopes.find(accountId, scope.region);
      const ids = ofAccount.flatMap(({ networkInterfaceId }) => networkInterfaceId ?? []);
      const networkInterfaces = other && (await readById(other, networkInterfaceKind, ids, usage));
      if (other === undefined || networkInterfaces === undefined) return [];
      const hosts = networkInterfaces.flatMap(({ instanceId }) => instanceId ?? []);
      const instances = (await readById(other, instanceKind, [...new Set(hosts)], usage)) ?? [];
      return [{ accountId, networkInterfaces, instances }];
    }),
  );
  const read = parts.flat();
  return {
    accountIds: read.map(({ accountId }) => accountId),
    networkInterfaces: read.flatMap(({ networkInterfaces }) => networkInterfaces),
    instances: read.flatMap(({ instances }) => instances),
  };
}

/** @returns undefined when some could not be read. */
async function readById<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  ids: readonly string[],
  usage: Ec2Usage,
): Promise<Record[] | undefined> {
  const found: (Record | null)[] = [];
  for (const one of await describeMany(scope, kind, ids, usage)) {
    if (one instanceof Error) return undefined;
    found.push(one);
  }
  return found.filter((one) => one !== null);
}
