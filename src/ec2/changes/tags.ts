/** The calls that change the tags of resources. */
import {
  CreateTagsCommand,
  type CreateTagsCommandOutput,
  DeleteTagsCommand,
  type DeleteTagsCommandOutput,
} from '@aws-sdk/client-ec2';
import type { Ec2Scope } from '../scope.ts';
import { type TagRecord, toTags } from '../tags.ts';
import type { Outcome } from './outcome.ts';
import type { ChangeOptions } from './recorder.ts';
import { settle } from './settle.ts';

/** EC2 `CreateTags`: adds the tags to every resource, and replaces tags with the same key. The value is always true. */
export function createTags(
  scope: Ec2Scope,
  ids: readonly string[],
  tags: readonly TagRecord[],
  options: ChangeOptions,
): Promise<Outcome<true>> {
  const input = {
    Resources: [...ids],
    Tags: toTags(tags),
    DryRun: options.dryRun || undefined,
  };
  // There is no `readBack`: both calls are idempotent, so a lost answer is settled by sending the call again.
  return settle({
    ...options,
    action: 'CreateTags',
    scope,
    input,
    send: async (send) => answerOf(await send(new CreateTagsCommand(input))),
  });
}

/** A tag to remove. Without a value, whatever its value is. */
export type Removal = Pick<TagRecord, 'key'> & Partial<TagRecord>;

/**
 * EC2 `DeleteTags`: removes these tags from every resource that has them. One with another value than the given one stays (EC2 API
 * reference, DeleteTags), so what somebody else has written meanwhile is not lost. The value is always true.
 */
export function deleteTags(
  scope: Ec2Scope,
  ids: readonly string[],
  tags: readonly Removal[],
  options: ChangeOptions,
): Promise<Outcome<true>> {
  const input = {
    Resources: [...ids],
    // A key without a value matches any value; an empty value would match only empty values.
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
    DryRun: options.dryRun || undefined,
  };
  return settle({
    ...options,
    action: 'DeleteTags',
    scope,
    input,
    send: async (send) => answerOf(await send(new DeleteTagsCommand(input))),
  });
}

function answerOf({ $metadata }: CreateTagsCommandOutput | DeleteTagsCommandOutput) {
  const { requestId } = $metadata;
  // EC2 always sends a request id, so an answer without one is not EC2's.
  return { value: requestId === undefined ? undefined : (true as const), requestId };
}
