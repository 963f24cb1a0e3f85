/** Random changes of what is around the sessions: nothing foresees them, but what is foreseen afterwards must take them into account. */
import type { EstateFacts } from '../../../src/ec2/estate/drafts.ts';
import type { Surroundings } from '../../../src/emulator/network/surroundings.ts';
import type { Random } from '../../ledger/random.ts';
import { home } from '../estateReads.ts';
import { prefer } from './change.ts';

/** Stops or starts the instance of an interface, or deletes the interface of a collector. */
export function disturb(
  surroundings: Surroundings,
  { sessions, targets, networkInterfaces, instances }: EstateFacts,
  random: Random,
): void {
  const collectorIds = targets
    .all()
    .filter(({ ownerId }) => ownerId === home)
    .map(({ networkInterfaceId }) => networkInterfaceId);
  const sourceIds = sessions.all().map(({ networkInterfaceId }) => networkInterfaceId);
  const ids = new Set(random.chance(0.5) ? collectorIds : sourceIds);
  const one = prefer(random, networkInterfaces.all(), ({ networkInterfaceId }) =>
    ids.has(networkInterfaceId),
  );
  const instance = instances.of(one.instanceId ?? '');
  if (instance !== null && random.chance(0.7))
    surroundings.setInstanceState(instance.instanceId, instance.state === 'running' ? 'stopped' : 'running');
  else if (collectorIds.includes(one.networkInterfaceId))
    surroundings.deleteNetworkInterface(one.networkInterfaceId);
}
