/** Tags as every record carries them. */
import { CreateTagsCommand, DeleteTagsCommand, type Tag } from '@aws-sdk/client-ec2';
import type { Ec2Scope } from './clients.ts';
import { type Change, type Outcome, settle } from './outcome.ts';

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
  dryRun: boolean,
): Promise<Outcome<true>> {
  const command = new CreateTagsCommand({
    Resources: [...ids],
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
    DryRun: dryRun || undefined,
  });
  return repeatable(
    scope,
    'CreateTags',
    dryRun,
    async (http) => (await scope.client.send(command, http)).$metadata,
  );
}

/** EC2 `DeleteTags`: takes the keys off every resource, whatever their values. The value is always true. */
export function deleteTags(
  scope: Ec2Scope,
  ids: readonly string[],
  keys: readonly string[],
  dryRun: boolean,
): Promise<Outcome<true>> {
  // A key without a value matches every value; with an empty one it would match empty values only.
  const command = new DeleteTagsCommand({
    Resources: [...ids],
    Tags: keys.map((key) => ({ Key: key })),
    DryRun: dryRun || undefined,
  });
  return repeatable(
    scope,
    'DeleteTags',
    dryRun,
    async (http) => (await scope.client.send(command, http)).$metadata,
  );
}

/** Setting and removing tags come to the same however often they are done, so doing it again settles a lost answer. */
function repeatable(
  scope: Ec2Scope,
  action: string,
  dryRun: boolean,
  send: (http: { abortSignal: AbortSignal }) => Promise<{ requestId?: string | undefined }>,
): Promise<Outcome<true>> {
  const sendOnce: Change<true>['send'] = async (http) => {
    const { requestId } = await send(http);
    // EC2 always sends its request id; without one it is not EC2 that answered.
    return { value: requestId === undefined ? undefined : true, requestId };
  };
  return settle({
    scope,
    action,
    dryRun,
    send: sendOnce,
    readBack: async (abortSignal) => (await sendOnce({ abortSignal })).value,
  });
}
