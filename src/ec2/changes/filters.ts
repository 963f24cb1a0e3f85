/** The calls that change filters, and whether EC2 shows their changes. */
import {
  CreateTrafficMirrorFilterCommand,
  DeleteTrafficMirrorFilterCommand,
  ModifyTrafficMirrorFilterNetworkServicesCommand,
} from '@aws-sdk/client-ec2';
import {
  filterKind,
  type NetworkService,
  type NewFilter,
  type TrafficMirrorFilterRecord,
} from '../filters.ts';
import type { Ec2Scope } from '../scope.ts';
import { hasValues, lacksOthers } from './agreement.ts';
import { type CreateOptions, create, toCreate } from './create.ts';
import { modify } from './modify.ts';
import type { Outcome } from './outcome.ts';
import type { ChangeOptions } from './recorder.ts';
import { type RemoveOptions, remove } from './remove.ts';

/** EC2 `CreateTrafficMirrorFilter`. */
export function createTrafficMirrorFilter(
  scope: Ec2Scope,
  filter: NewFilter,
  options: CreateOptions,
): Promise<Outcome<TrafficMirrorFilterRecord>> {
  const input = {
    Description: filter.description,
    ...toCreate('traffic-mirror-filter', filter.tags, options),
  };
  const change = { ...options, action: 'CreateTrafficMirrorFilter', scope, input } as const;
  const isSame = (made: TrafficMirrorFilterRecord) => hasValues(made, filter, ['description']);
  return create(change, {
    kind: filterKind,
    isSame,
    fits: (made) => isSame(made) && lacksOthers(made, filter, ['description']),
    send: async (send) => {
      const { TrafficMirrorFilter: item, $metadata } = await send(
        new CreateTrafficMirrorFilterCommand(input),
      );
      return { item, $metadata };
    },
  });
}

/** EC2 `ModifyTrafficMirrorFilterNetworkServices`. */
export function modifyTrafficMirrorFilterNetworkServices(
  scope: Ec2Scope,
  change: {
    readonly id: string;
    readonly add: readonly NetworkService[];
    readonly remove: readonly NetworkService[];
  },
  options: ChangeOptions,
): Promise<Outcome<TrafficMirrorFilterRecord>> {
  const input = {
    TrafficMirrorFilterId: change.id,
    AddNetworkServices: [...change.add],
    RemoveNetworkServices: [...change.remove],
    DryRun: options.dryRun || undefined,
  };
  const shows = ({ networkServices }: TrafficMirrorFilterRecord) =>
    change.add.every((service) => networkServices.includes(service)) &&
    !change.remove.some((service) => networkServices.includes(service));
  const request = {
    ...options,
    action: 'ModifyTrafficMirrorFilterNetworkServices',
    scope,
    input,
  } as const;
  return modify(request, {
    kind: filterKind,
    id: change.id,
    send: async (send) => {
      const { TrafficMirrorFilter: item, $metadata } = await send(
        new ModifyTrafficMirrorFilterNetworkServicesCommand(input),
      );
      return { item, $metadata };
    },
    shows,
  });
}

/** EC2 `DeleteTrafficMirrorFilter`, which also deletes the filter's rules. The value is the id of the deleted filter. */
export function deleteTrafficMirrorFilter(
  scope: Ec2Scope,
  id: string,
  { wasThere, ...options }: RemoveOptions,
): Promise<Outcome<string>> {
  const input = { TrafficMirrorFilterId: id, DryRun: options.dryRun || undefined };
  const change = { ...options, action: 'DeleteTrafficMirrorFilter', scope, input } as const;
  return remove(change, { kind: filterKind, id, wasThere }, async (send) => {
    const { TrafficMirrorFilterId: item, $metadata } = await send(
      new DeleteTrafficMirrorFilterCommand(input),
    );
    return { item, $metadata };
  });
}
