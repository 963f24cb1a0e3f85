/** What creates and deletes of all resource types have in common. */
import type { ResourceType, TagSpecification } from '@aws-sdk/client-ec2';
import { describeByIds, type ResourceKind } from '../reads/describe.ts';
import type { TagRecord } from '../tags.ts';
import type { Outcome } from './outcome.ts';
import type { ChangeOptions, Recorded } from './recorder.ts';
import { type Change, settle } from './settle.ts';

export interface CreateOptions extends ChangeOptions {
  /** At most 64 ASCII characters. The same token with the same parameters creates one resource (EC2 developer guide, "Idempotency"). */
  readonly clientToken: string;
}

/** The parameters that all four creates take. */
export function toCreate(
  type: ResourceType,
  tags: readonly TagRecord[],
  { dryRun, clientToken }: CreateOptions,
) {
  const specification: TagSpecification = {
    ResourceType: type,
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
  };
  return {
    TagSpecifications: tags.length === 0 ? undefined : [specification],
    DryRun: dryRun || undefined,
    ClientToken: clientToken,
  };
}

/**
 * Deletes a resource. The value is its id.
 *
 * A delete has no client token: if its answer is lost, the SDK's retry gets a `…NotFound` error. After an attempt that may have been
 * applied, that error means success.
 */
export function remove<Item, Record>(
  asked: Recorded,
  kind: ResourceKind<Item, Record>,
  id: string,
  send: Change<string>['send'],
): Promise<Outcome<string>> {
  return settle({
    ...asked,
    send,
    readBack: async (usage) =>
      (await describeByIds(asked.scope, kind, [id], usage))[0] === null ? id : undefined,
    doneCodes: /NotFound$/,
    doneValue: id,
  });
}
