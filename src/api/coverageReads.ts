/** Reads the interfaces of a scope, and where each of them stands. */
import {
  type InstanceFacts,
  type InterfaceFacts,
  instanceKind,
  networkInterfaceKind,
} from '../ec2/networkInterfaces.ts';
import { describeAll } from '../ec2/reads/describe.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { TagRecord } from '../ec2/tags.ts';
import { type TrafficMirrorTargetRecord, targetKind } from '../ec2/targets.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import { type Standing, standingOf } from '../mirroring/coverage.ts';
import type { Criterion } from './connections.ts';
import type { GatewayContext } from './context.ts';
import { judgeSource } from './eligibility.ts';
import type { Loaders } from './loaders.ts';

export interface CoverageEntry extends Standing {
  readonly networkInterface: InterfaceFacts;
  /** Undefined: it has none, or it could not be read. */
  readonly instanceTags: readonly TagRecord[] | undefined;
}

type Reads = Pick<GatewayContext, 'loaders' | 'usage'>;

/** Up to so many interfaces, what belongs to them is read by id, 200 in a call. For more, all of it is read, 1000 in a call. */
const fewInterfaces = 1_000;

/**
 * The interfaces of type `interface` that meet the criteria. One whose type EC2 does not tell is among them: it may be of that type.
 *
 * @throws Ec2Failure when interfaces, sessions or targets cannot be read. An instance that cannot be read is a doubt.
 */
export async function readCoverage(
  { loaders, usage }: Reads,
  scope: Ec2Scope,
  criteria: readonly Criterion[],
): Promise<CoverageEntry[]> {
  const own = loaders(scope);
  const readInterfaces = () => describeAll(scope, networkInterfaceKind, criteria, usage);
  // Of everything, nothing is gained by waiting for the interfaces first.
  const [found, listed] =
    criteria.length === 0
      ? await Promise.all([readInterfaces(), list(scope, usage)])
      : [await readInterfaces()];
  const all = listed ?? (found.length > fewInterfaces ? await list(scope, usage) : undefined);
  for (const facts of found) own.networkInterfaces.prime(facts.networkInterfaceId, facts);
  if (all) prime(own, found, all);
  const sources = found.filter(({ interfaceType = 'interface' }) => interfaceType === 'interface');
  return Promise.all(sources.map((facts) => toEntry({ loaders }, own, facts)));
}

interface Listed {
  readonly sessions: readonly TrafficMirrorSessionRecord[];
  readonly targets: readonly TrafficMirrorTargetRecord[];
  readonly instances: ReadonlyMap<string, InstanceFacts> | Error;
}

async function list(scope: Ec2Scope, usage: Ec2Usage): Promise<Listed> {
  const [sessions, targets, instances] = await Promise.all([
    describeAll(scope, sessionKind, [], usage),
    describeAll(scope, targetKind, [], usage),
    describeAll(scope, instanceKind, [], usage).then(
      (all) => new Map(all.map((facts) => [facts.instanceId, facts])),
      (failure: Error) => failure,
    ),
  ]);
  return { sessions, targets, instances };
}

/** Gives the loaders what was listed, so that nothing of it is read again, for the list or for what is selected below it. */
function prime(
  own: Loaders,
  found: readonly InterfaceFacts[],
  { sessions, targets, instances }: Listed,
): void {
  const [sessionsOf, targetsOf] = [byInterface(sessions), byInterface(targets)];
  for (const { networkInterfaceId, instanceId } of found) {
    own.sessionsByInterface.prime(networkInterfaceId, sessionsOf.get(networkInterfaceId) ?? []);
    own.targetsByInterface.prime(networkInterfaceId, targetsOf.get(networkInterfaceId) ?? []);
    if (instanceId !== undefined)
      own.instances.prime(
        instanceId,
        instances instanceof Error ? instances : (instances.get(instanceId) ?? null),
      );
  }
}

function byInterface<Record extends { readonly networkInterfaceId: string | undefined }>(
  records: readonly Record[],
): ReadonlyMap<string, Record[]> {
  const lists = new Map<string, Record[]>();
  for (const record of records) {
    const { networkInterfaceId = '' } = record;
    const list = lists.get(networkInterfaceId);
    if (list) list.push(record);
    else lists.set(networkInterfaceId, [record]);
  }
  return lists;
}

async function toEntry(
  reads: Pick<GatewayContext, 'loaders'>,
  { instances }: Loaders,
  networkInterface: InterfaceFacts,
): Promise<CoverageEntry> {
  const { instanceId } = networkInterface;
  const [eligibility, instance] = await Promise.all([
    judgeSource(reads, networkInterface),
    instanceId === undefined ? null : instances.load(instanceId).catch(() => null),
  ]);
  if (eligibility === null) throw new Error('an interface that was read is not in its loader');
  return { ...standingOf(eligibility), networkInterface, instanceTags: instance?.tags };
}
