/** Tags as every record carries them. */
import { CreateTagsCommand, DeleteTagsCommand, type Tag } from '@aws-sdk/client-ec2';
import { type Change, type Outcome, settle } from './changes/outcome.ts';
import type { ChangeOptions, Recorded } from './changes/recorder.ts';
import type { Ec2Scope } from './clients.ts';

export interface TagRecord {
  readonly key: string;
  /** Empty when the tag has no value. */
  readonly value: string;
}

/** EC2 leaves the set out where it has nothing to say of tags; a record then has none. */
export function fromTags(tags: readonly Tag[] | undefined): readonly TagRecord[] {
  return tags === undefined ? [] : tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}

/** EC2 `CreateTags`: attaches the tags to every resource, over what has the same key. The value is always true. */
export function createTags(
  scope: Ec2Scope,
  ids: readonly string[],
  tags: readonly TagRecord[],
  options: ChangeOptions,
): Promise<Outcome<true>> {
  const command = new CreateTagsCommand({
    Resources: [...ids],
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
    DryRun: options.dryRun || undefined,
  });
  const asked = { action: 'CreateTags', scope, input: command.input, ...options };
  return repeatable(asked, async (http) => (await scope.client.send(command, http)).$metadata);
}

/** EC2 `DeleteTags`: takes the keys off every resource, whatever their values. The value is always true. */
export function deleteTags(
  scope: Ec2Scope,
  ids: readonly string[],
  keys: readonly string[],
  options: ChangeOptions,
): Promise<Outcome<true>> {
  // A key without a value matches every value; with an empty one it would match empty values only.
  const command = new DeleteTagsCommand({
    Resources: [...ids],
    Tags: keys.map((key) => ({ Key: key })),
    DryRun: options.dryRun || undefined,
  });
  const asked = { action: 'DeleteTags', scope, input: command.input, ...options };
  return repeatable(asked, async (http) => (await scope.client.send(command, http)).$metadata);
}

/** Setting and removing tags come to the same however often they are done, so doing it again settles a lost answer. */
function repeatable(
  asked: Recorded,
  send: (http: { abortSignal: AbortSignal }) => Promise<{ requestId?: string | undefined }>,
): Promise<Outcome<true>> {
  const sendOnce: Change<true>['send'] = async (http) => {
    const { requestId } = await send(http);
    // EC2 always sends its request id; without one it is not EC2 that answered.
    return { value: requestId === undefined ? undefined : true, requestId };
  };
  return settle({
    ...asked,
    send: sendOnce,
    readBack: async (abortSignal) => (await sendOnce({ abortSignal })).value,
  });
}
