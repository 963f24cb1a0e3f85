/** Tags as every record carries them, and how they are changed. */
import {
  CreateTagsCommand,
  type CreateTagsCommandOutput,
  DeleteTagsCommand,
  type DeleteTagsCommandOutput,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { Outcome } from './changes/outcome.ts';
import type { ChangeOptions } from './changes/recorder.ts';
import { settle } from './changes/settle.ts';
import type { Ec2Scope } from './scope.ts';

export interface TagRecord {
  readonly key: string;
  /** Empty when the tag has no value. */
  readonly value: string;
}

/** EC2 leaves the set out where it has nothing to say of tags; a record then has none. */
export function fromTags(tags: readonly Tag[] | undefined): readonly TagRecord[] {
  return tags === undefined ? [] : tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}

/** EC2 `CreateTags`: attaches the tags to every resource, replacing those with the same key. The value is always true. */
export function createTags(
  scope: Ec2Scope,
  ids: readonly string[],
  tags: readonly TagRecord[],
  options: ChangeOptions,
): Promise<Outcome<true>> {
  const input = {
    Resources: [...ids],
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
    DryRun: options.dryRun || undefined,
  };
  // Repeating it changes nothing more, so sending it again settles a lost answer.
  return settle({
    ...options,
    action: 'CreateTags',
    scope,
    input,
    send: async (send) => answerOf(await send(new CreateTagsCommand(input))),
  });
}

/** EC2 `DeleteTags`: removes the keys from every resource, whatever their values. The value is always true. */
export function deleteTags(
  scope: Ec2Scope,
  ids: readonly string[],
  keys: readonly string[],
  options: ChangeOptions,
): Promise<Outcome<true>> {
  const input = {
    Resources: [...ids],
    // A key without a value matches every value; with an empty one it would match empty values only.
    Tags: keys.map((key) => ({ Key: key })),
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
  // EC2 always sends its request id; without one it is not EC2 that answered.
  return { value: requestId === undefined ? undefined : (true as const), requestId };
}
