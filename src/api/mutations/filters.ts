/** Creates and deletes filters, and adds and removes their network services. */
import * as z from 'zod';
import {
  createTrafficMirrorFilter,
  deleteTrafficMirrorFilter,
  modifyTrafficMirrorFilterNetworkServices,
} from '../../ec2/changes/filters.ts';
import type { NetworkService, NewFilter, TrafficMirrorFilterRecord } from '../../ec2/filters.ts';
import type {
  CreateTrafficMirrorFilterInput,
  DeleteTrafficMirrorFilterInput,
  ModifyTrafficMirrorFilterNetworkServicesInput,
} from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { type Creation, createOne } from './creation.ts';
import { type Deletion, deleteOne } from './deletion.ts';
import { idempotencyKey, named, tags, text } from './fields.ts';
import { checkInput, type Origin, originOf } from './inputs.ts';
import { type Modification, modifyOne } from './modification.ts';
import { filterSubject } from './subjects.ts';

const newFilter = z.object({
  description: text.optional(),
  tags: tags.default([]),
  idempotencyKey: idempotencyKey.optional(),
});

export const filterCreation: Creation<CreateTrafficMirrorFilterInput, NewFilter, TrafficMirrorFilterRecord> =
  {
    action: 'CreateTrafficMirrorFilter',
    check: (context, origin) => checkInput(context, origin, { schema: newFilter }),
    create: createTrafficMirrorFilter,
  };

export async function createFilter(context: GatewayContext, input: CreateTrafficMirrorFilterInput) {
  const { value, ...result } = await createOne(context, originOf(input), filterCreation);
  return { ...result, trafficMirrorFilter: value };
}

const service = z.custom<NetworkService>(
  (word) => word !== 'UNKNOWN',
  'must not have UNKNOWN, which only stands for services that this version does not know',
);

const services = z.array(service).transform((list) => [...new Set(list)]);

const networkServices = z.object({
  trafficMirrorFilterId: named('TrafficMirrorFilter'),
  addNetworkServices: services.default([]),
  removeNetworkServices: services.default([]),
});

/** A filter as `changes` shows it: a service that the schema does not have by EC2's word, which tells one from another. */
export const shownFilter = ({ description, rawNetworkServices }: TrafficMirrorFilterRecord) => ({
  description,
  networkServices: rawNetworkServices,
});

/** Checks the input of `modifyTrafficMirrorFilterNetworkServices`. */
export function networkServicesModification(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorFilterNetworkServicesInput>,
) {
  const checked = checkInput(context, origin, {
    schema: networkServices,
    subject: ['trafficMirrorFilterId', 'TrafficMirrorFilter'],
    crossChecks: addedOrRemoved,
  });
  if ('userErrors' in checked) return checked;
  const { scope, value } = checked;
  const id = value.trafficMirrorFilterId;
  const services = { id, add: value.addNetworkServices, remove: value.removeNetworkServices };
  return {
    action: 'ModifyTrafficMirrorFilterNetworkServices',
    subject: { ...filterSubject, scope, id },
    properties: ['networkServices'],
    shown: shownFilter,
    needsCurrent: false,
    complete: () => services,
    send: (services, options) => modifyTrafficMirrorFilterNetworkServices(scope, services, options),
    foresee: ({ rawNetworkServices: words }, { add, remove }) => ({
      networkServices: [
        ...words.filter((word) => !remove.some((service) => service === word)),
        ...add.filter((service) => !words.includes(service)),
      ],
    }),
  } satisfies Modification<'networkServices', TrafficMirrorFilterRecord, typeof services>;
}

export async function modifyNetworkServices(
  context: GatewayContext,
  input: ModifyTrafficMirrorFilterNetworkServicesInput,
) {
  const origin = originOf(input);
  const modification = networkServicesModification(context, origin);
  const { value, changes: _, ...result } = await modifyOne(context, origin, modification, false);
  return { ...result, trafficMirrorFilter: value };
}

function* addedOrRemoved(given: ModifyTrafficMirrorFilterNetworkServicesInput): Generator<Problem> {
  const add = given.addNetworkServices ?? [];
  const remove = given.removeNetworkServices ?? [];
  if (add.length === 0 && remove.length === 0) {
    yield {
      code: 'NO_CHANGES_REQUESTED',
      field: [],
      message: 'the input changes nothing; name a service to add or remove',
    };
  }
  if (add.some((service) => remove.includes(service))) {
    yield {
      code: 'CONFLICTING_INPUT',
      field: ['removeNetworkServices'],
      message: 'a service is both added and removed',
    };
  }
}

export const filterDeletion = {
  action: 'DeleteTrafficMirrorFilter',
  of: filterSubject,
  remove: deleteTrafficMirrorFilter,
  usedBy: 'sessionsByFilter',
} satisfies Deletion<'trafficMirrorFilterId', TrafficMirrorFilterRecord>;

export async function deleteFilter(context: GatewayContext, input: DeleteTrafficMirrorFilterInput) {
  const { value, ...result } = await deleteOne(context, originOf(input), filterDeletion);
  return { ...result, deletedTrafficMirrorFilterId: value };
}
