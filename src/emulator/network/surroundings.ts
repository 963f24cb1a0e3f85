/**
 * Changes to an estate that are not part of the Traffic Mirroring API: interfaces come and go, instances stop, targets
 * are shared.
 */
import { idKinds, newId } from '../ids.ts';
import { type SeedInterface, seedNetwork, seedNetworkInterface } from '../seeds/seedNetwork.ts';
import type { Instance } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { removeInterface } from './attachments.ts';

/** What a test changes, as an operator would in the console. An id that does not exist throws RangeError. */
export interface Surroundings {
  /**
   * Adds an interface, by default on a running m5.large of its own, and returns its id. Creates a VPC and a subnet if
   * there are none.
   */
  addNetworkInterface(wanted?: Partial<SeedInterface>): string;
  /** Deletes an interface, and the sessions that it is the source of. */
  deleteNetworkInterface(id: string): void;
  setInstanceState(id: string, state: Instance['state']): void;
  /** Shares a target with these accounts, as AWS RAM does; without accounts, stops sharing it. */
  shareTarget(id: string, ...accountIds: string[]): void;
}

/**
 * The estate is asked for at each change, because a reset makes another one. `save` is called after each change. If it fails,
 * the next save writes the change.
 */
export function surroundingsOf(estateNow: () => Estate, save: () => Promise<void>): Surroundings {
  const changed = () => {
    save().catch((error) => console.error(error));
  };
  return {
    addNetworkInterface: (wanted) => {
      const id = addNetworkInterface(estateNow(), wanted);
      changed();
      return id;
    },
    deleteNetworkInterface: (id) => {
      const estate = estateNow();
      removeInterface(estate, existing(estate.networkInterfaces.get(id), id));
      changed();
    },
    setInstanceState: (id, state) => {
      const { instances } = estateNow();
      instances.put({ ...existing(instances.get(id), id), state });
      changed();
    },
    shareTarget: (id, ...accountIds) => {
      const { world, targets, accountId, region } = estateNow();
      existing(targets.get(id), id);
      if (accountIds.length === 0) world.shares.delete(id);
      else world.shares.set(id, { ownerId: accountId, region, accounts: accountIds });
      world.touch();
      changed();
    },
  };
}

function addNetworkInterface(estate: Estate, wanted: Partial<SeedInterface> = {}): string {
  const { random } = estate.world;
  if (estate.subnets.size === 0) {
    const subnetIds = [newId(idKinds.subnets, random)];
    seedNetwork(estate, {
      vpcId: newId(idKinds.vpcs, random),
      cidrBlock: '10.0.0.0/16',
      name: 'main',
      subnetIds,
    });
  }
  const made: SeedInterface = {
    id: newId(idKinds.networkInterfaces, random),
    subnetId: estate.subnets.list()[0]?.id ?? '',
    privateIpAddress: '10.0.1.10',
    description: '',
    tags: [],
    instanceId: newId(idKinds.instances, random),
    instanceType: 'm5.large',
    ...wanted,
  };
  seedNetworkInterface(estate, made);
  return made.id;
}

function existing<R>(row: R | undefined, id: string): R {
  if (!row) throw new RangeError(`${id} does not exist`);
  return row;
}
