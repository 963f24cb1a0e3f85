/** What ties an interface to an instance, and what goes when the tie or the interface goes. */
import type { Instance, NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';

/** The interface, attached to the instance from now on. */
export const attached = (
  row: NetworkInterface,
  instanceId: string,
  { world, accountId }: Estate,
  where: Pick<NetworkInterface, 'deviceIndex' | 'deleteOnTermination'>,
): NetworkInterface => ({
  ...row,
  ...where,
  status: 'in-use',
  instanceId,
  instanceOwnerId: accountId,
  attachTime: new Date(world.now()).toISOString(),
});

/** The interface, attached to nothing. */
export const detached = (row: NetworkInterface): NetworkInterface => ({
  ...row,
  status: 'available',
  instanceId: undefined,
  instanceOwnerId: undefined,
  attachTime: undefined,
});

/**
 * Deletes an interface with the sessions that it is the source of. A target that has it stays, and routes to it lead
 * nowhere (API reference, Route: `blackhole`).
 */
export function removeInterface(estate: Estate, { id, vpcId }: NetworkInterface): void {
  for (const session of estate.sessions.by('network-interface-id', id)) estate.sessions.delete(session.id);
  for (const table of estate.routeTables.by('vpc-id', vpcId)) {
    if (!table.routes.some(({ target }) => target === id)) continue;
    const routes = table.routes.map((route) =>
      route.target === id ? { ...route, state: 'blackhole' as const } : route,
    );
    estate.routeTables.put({ ...table, routes });
  }
  estate.networkInterfaces.delete(id);
}

/** Deletes the interfaces of a terminated instance that are to go with it, and detaches the others. */
export function releaseInterfaces(estate: Estate, { id }: Instance): void {
  for (const row of estate.networkInterfaces.by('attachment.instance-id', id)) {
    if (row.deleteOnTermination) removeInterface(estate, row);
    else estate.networkInterfaces.put(detached(row));
  }
}
