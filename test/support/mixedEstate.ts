/** A state file of the embedded EC2 with sessions and targets of all sorts, in several Regions, and the rows themselves for comparison. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedNetwork, seedNetworkInterface } from '../../src/emulator/seeds/seedNetwork.ts';
import type { TrafficMirrorSession, TrafficMirrorTarget } from '../../src/emulator/state/records.ts';
import { toText } from '../../src/emulator/state/savedState.ts';
import { World } from '../../src/emulator/state/world.ts';
import { newFolder } from './cleanUp.ts';

const accountId = '123456789012';

/** Ids of resources are the same in every Region, so only their Region tells them apart. */
export const idOf = (prefix: string, n: number) => `${prefix}-0${n.toString(16).padStart(16, '0')}`;

/** The VPC of interface `n`: one of fifty has few interfaces, and one has none. */
export const vpcOf = (n: number) => idOf('vpc', n % 50 === 0 ? 2 : 1);
export const emptyVpc = idOf('vpc', 3);

export interface MixedEstate {
  readonly stateFile: string;
  readonly sessions: ReadonlyMap<string, readonly TrafficMirrorSession[]>;
  readonly targets: ReadonlyMap<string, readonly TrafficMirrorTarget[]>;
}

const types = ['network-interface', 'network-load-balancer', 'gateway-load-balancer-endpoint'] as const;

/** @param sizes how many interfaces each Region has; each has up to three sessions, and there are a tenth as many targets. */
export function createMixedEstate(sizes: Readonly<Record<string, number>>): MixedEstate {
  const world = new World({ random: pseudoRandom(7) });
  for (const [region, size] of Object.entries(sizes)) fill(world, region, size);
  const stateFile = join(newFolder(), 'state.json');
  writeFileSync(stateFile, toText(world));
  const rowsOf = <Row>(rows: (region: string) => Row) =>
    new Map(Object.keys(sizes).map((region) => [region, rows(region)]));
  return {
    stateFile,
    sessions: rowsOf((region) => world.estate(accountId, region).sessions.list()),
    targets: rowsOf((region) => world.estate(accountId, region).targets.list()),
  };
}

function fill(world: World, region: string, size: number): void {
  const estate = world.estate(accountId, region);
  const below = (max: number) => Math.floor(world.random() * max);
  for (const n of [1, 2, 3])
    seedNetwork(estate, {
      vpcId: idOf('vpc', n),
      cidrBlock: `10.${n}.0.0/16`,
      name: `vpc ${n}`,
      subnetIds: [idOf('subnet', n)],
    });
  let sessions = 0;
  for (let n = 1; n <= size; n++) {
    const subnetId = vpcOf(n).replace('vpc', 'subnet');
    const networkInterfaceId = idOf('eni', n);
    seedNetworkInterface(estate, {
      id: networkInterfaceId,
      subnetId,
      privateIpAddress: '10.1.0.1',
      description: '',
      tags: [],
    });
    if (n % 10 === 1)
      estate.targets.put({
        id: idOf('tmt', n),
        seq: world.nextSeq(),
        type: types[below(3)] ?? types[0],
        ownerId: accountId,
        tags: [],
      });
    for (let number = 1; number <= below(4); number++)
      estate.sessions.put({
        // Not in the order of creation.
        id: idOf('tms', (++sessions * 7_919) % 1_000_003),
        seq: world.nextSeq(),
        networkInterfaceId,
        trafficMirrorTargetId: idOf('tmt', 1),
        trafficMirrorFilterId: idOf('tmf', 1),
        ownerId: accountId,
        packetLength: below(2) === 0 ? undefined : 100 + below(3),
        sessionNumber: number * (1 + below(5)),
        virtualNetworkId: sessions,
        tags: [{ key: 'team', value: `team-${below(3)}` }],
      });
  }
}

/** The same numbers in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
