/** Instances: type, state, place and interfaces. A terminated one has neither place nor interfaces. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { Instance } from '../state/networkRecords.ts';
import { toInstance } from './instanceElements.ts';
import { instanceFilters, reservationId } from './instanceFilters.ts';

export const DescribeInstances = describe<Instance>({
  set: 'reservationSet',
  table: ({ instances }) => instances,
  rows: ({ instances }) => instances.list(),
  ids: idList('InstanceId', idKinds.instances),
  maxResults: { notWithIds: true },
  flags: ['IncludeManagedResources'],
  filters: instanceFilters,
  // Every instance has a reservation item of its own.
  toWire: (row, estate) => ({
    reservationId: reservationId(row),
    ownerId: estate.accountId,
    groupSet: [],
    instancesSet: [toInstance(row, estate)],
  }),
});
