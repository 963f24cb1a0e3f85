/** Creates and deletes filters, and adds and removes their network services. */
import * as z from 'zod';
import {
  createTrafficMirrorFilter,
  deleteTrafficMirrorFilter,
  modifyTrafficMirrorFilterNetworkServices,
} from '../../ec2/changes/filters.ts';
import { filterKind, type NetworkService } from '../../ec2/filters.ts';
import type {
  CreateTrafficMirrorFilterInput,
  DeleteTrafficMirrorFilterInput,
  ModifyTrafficMirrorFilterNetworkServicesInput,
} from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { filterVersion } from '../versions.ts';
import { changeOne } from './change.ts';
import { createOne } from './creation.ts';
import { deleteOne } from './deletion.ts';
import { idempotencyKey, named, tags, text } from './fields.ts';
import { checkInput, originOf } from './inputs.ts';

const newFilter = z.object({
  description: text.optional(),
  tags: tags.default([]),
  idempotencyKey: idempotencyKey.optional(),
});

export async function createFilter(context: GatewayContext, input: CreateTrafficMirrorFilterInput) {
  const checked = checkInput(context, originOf(input), { schema: newFilter });
  const result = await createOne(
    context,
    'createTrafficMirrorFilter',
    input,
    checked,
    createTrafficMirrorFilter,
  );
  return { ...result, trafficMirrorFilter: result.value };
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

export async function modifyNetworkServices(
  context: GatewayContext,
  input: ModifyTrafficMirrorFilterNetworkServicesInput,
) {
  const origin = originOf(input);
  const checked = checkInput(context, origin, {
    schema: networkServices,
    subject: ['trafficMirrorFilterId', 'TrafficMirrorFilter'],
    crossChecks: addedOrRemoved,
  });
  if ('userErrors' in checked) return checked;
  const { scope, value, warnings } = checked;
  const id = value.trafficMirrorFilterId;
  const services = { id, add: value.addNetworkServices, remove: value.removeNetworkServices };
  const subject = {
    scope,
    id,
    field: 'trafficMirrorFilterId',
    noun: 'filter',
    kind: filterKind,
    versionOf: filterVersion,
  };
  const result = await changeOne(context, origin, subject, (_, options) =>
    modifyTrafficMirrorFilterNetworkServices(scope, services, options),
  );
  return { ...result, warnings, trafficMirrorFilter: result.value };
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

export async function deleteFilter(context: GatewayContext, input: DeleteTrafficMirrorFilterInput) {
  const { value, ...result } = await deleteOne(context, input, {
    field: 'trafficMirrorFilterId',
    idKind: 'TrafficMirrorFilter',
    noun: 'filter',
    kind: filterKind,
    versionOf: filterVersion,
    remove: deleteTrafficMirrorFilter,
    usedBy: 'sessionsByFilter',
  });
  return { ...result, deletedTrafficMirrorFilterId: value };
}
