/** Reads the interfaces of a scope, and where each of them stands. */
import { networkInterfaceKind } from '../ec2/networkInterfaces.ts';
import { describeAll } from '../ec2/reads/describe.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import { ownTurn } from '../longWork.ts';
import { type Standing, standingOf } from '../mirroring/coverage.ts';
import { eligibilityOf } from '../mirroring/eligibility.ts';
import type { Criterion } from './connections.ts';
import type { GatewayContext } from './context.ts';
import type { CoverageEntry } from './coverageEntry.ts';
import { readOwnership } from './eligibility.ts';
import type { Loaders } from './loaders.ts';
import { type Neighbours, neighboursAmong, neighboursById, readAllNeighbours } from './neighbours.ts';

type Reads = Pick<GatewayContext, 'loaders' | 'estates'>;

/** Up to so many interfaces, what belongs to them is read by id, 200 in a call. For more, all of it is read, 1000 in a call. */
const fewInterfaces = 1_000;

/**
 * The interfaces of type `interface` that meet the criteria. One whose type EC2 does not tell is among them: it may be of that type.
 *
 * @throws Ec2Failure when interfaces, sessions or targets cannot be read. An instance that cannot be read is a doubt.
 */
export async function readCoverage(
  { loaders, estates }: Reads,
  scope: Ec2Scope,
  criteria: readonly Criterion[],
): Promise<CoverageEntry[]> {
  const own = loaders(scope);
  const sources = await estates(scope).within((usage) => readSources(own, scope, criteria, usage));
  return judgeAll(own, sources);
}

async function readSources(
  own: Loaders,
  scope: Ec2Scope,
  criteria: readonly Criterion[],
  usage: Ec2Usage,
): Promise<Neighbours[]> {
  const readInterfaces = async () =>
    (await describeAll(scope, networkInterfaceKind, criteria, usage)).filter(
      ({ interfaceType = 'interface' }) => interfaceType === 'interface',
    );
  if (criteria.length === 0) {
    // Nothing is gained by waiting for the interfaces first.
    const [sources, all] = await Promise.all([readInterfaces(), readAllNeighbours(scope, usage)]);
    return neighboursAmong(all, sources);
  }
  const sources = await readInterfaces();
  if (sources.length <= fewInterfaces) return neighboursById(own, sources);
  return neighboursAmong(await readAllNeighbours(scope, usage), sources);
}

/** How many interfaces are judged before other requests have a turn: a few milliseconds' work. */
const atOnce = 500;

async function judgeAll(own: Loaders, sources: readonly Neighbours[]): Promise<CoverageEntry[]> {
  const entries: CoverageEntry[] = [];
  for (let start = 0; start < sources.length; start += atOnce) {
    const part = sources.slice(start, start + atOnce);
    const isOwned = await Promise.all(
      part.map(({ networkInterface }) => readOwnership(own, networkInterface)),
    );
    for (const [index, source] of part.entries())
      entries.push({ ...source, ...judge(source, isOwned[index]) });
    await ownTurn();
  }
  return entries;
}

function judge(
  { networkInterface, instance, sessions, targets }: Neighbours,
  isOwned: boolean | undefined,
): Standing {
  const eligibility = eligibilityOf({
    ...networkInterface,
    instanceType: instance instanceof Error ? undefined : instance?.instanceType,
    isOwned,
    isTarget: targets.length > 0,
    sessionNumbers: sessions.map(({ sessionNumber }) => sessionNumber),
  });
  return standingOf(eligibility);
}

/** Gives the loaders what was read of an entry, so that what is selected below it is not read again. */
export function primeLoaders(own: Loaders, entry: CoverageEntry): void {
  const { networkInterface, instance, sessions, targets } = entry;
  const { networkInterfaceId: id, instanceId } = networkInterface;
  own.networkInterfaces.prime(id, networkInterface);
  own.sessionsByInterface.prime(id, [...sessions]);
  own.targetsByInterface.prime(id, [...targets]);
  if (instanceId !== undefined) own.instances.prime(instanceId, instance);
}
