/** What all creates have in common. */
import type { ResourceType, TagSpecification } from '@aws-sdk/client-ec2';
import { appearancePausesMs, attempt } from '../attempts.ts';
import { type Send, sender } from '../call.ts';
import { notShown, replayed } from '../failures.ts';
import { describeByIds } from '../reads/describe.ts';
import type { ResourceKind } from '../reads/kind.ts';
import type { Ec2Scope } from '../scope.ts';
import { type TagRecord, toTags } from '../tags.ts';
import type { Ec2Usage } from '../usage.ts';
import type { Applied, Outcome } from './outcome.ts';
import type { ChangeOptions, Recorded } from './recorder.ts';
import { type Sent, settle } from './settle.ts';

export interface CreateOptions extends ChangeOptions {
  /** At most 64 ASCII characters. The same token with the same parameters creates one resource (EC2 developer guide, "Idempotency"). */
  readonly clientToken: string;
  /** Whether an earlier request may have used the same token. EC2 then repeats its answer, even when the resource is gone. */
  readonly mayBeReplay: boolean;
}

/** The parameters that all four creates take. */
export function toCreate(
  type: ResourceType,
  tags: readonly TagRecord[],
  { dryRun, clientToken }: CreateOptions,
) {
  const specification: TagSpecification = {
    ResourceType: type,
    Tags: toTags(tags),
  };
  return {
    TagSpecifications: tags.length === 0 ? undefined : [specification],
    DryRun: dryRun || undefined,
    ClientToken: clientToken,
  };
}

/** One create, and how its answer is judged. */
interface Creation<Item, Record> {
  readonly kind: ResourceKind<Item, Record>;
  readonly send: (send: Send) => Promise<Sent<Item>>;
  /** Whether a resource is the one that was asked for, whatever was changed since. */
  readonly isSame: (record: Record) => boolean;
  /** Whether it also has all values that were asked for. */
  readonly fits: (record: Record) => boolean;
}

/**
 * Creates a resource. If the answer is lost, or does not fit, the same request with the same token shows its outcome and creates nothing
 * twice.
 */
export async function create<Item, Record>(
  change: Recorded & CreateOptions,
  { kind, send, isSame, fits }: Creation<Item, Record>,
): Promise<Outcome<Record>> {
  const { scope, action, mayBeReplay } = change;
  const toRecord = ({ item }: Sent<Item>) => {
    const record = item && kind.fromEc2(item, scope);
    return record && kind.idOf(record) ? record : undefined;
  };
  const outcome = await settle<Record>({
    ...change,
    send: async (through) => {
      const sent = await send(through);
      const made = toRecord(sent);
      return { value: made && fits(made) ? made : undefined, requestId: sent.$metadata.requestId };
    },
    readBack: async (usage) => {
      const made = toRecord(await send(sender(scope, action, usage, true)));
      if (made === undefined || fits(made)) return made;
      // Another request may have changed it since it was created.
      const [now] = await describeByIds(scope, kind, [kind.idOf(made)], usage);
      return now && isSame(now) ? now : undefined;
    },
    ...(mayBeReplay && { confirm: (applied, usage) => showNow(scope, kind, applied, usage) }),
  });
  if (outcome.kind === 'applied') scope.recent.created(kind.idOf(outcome.value));
  return outcome;
}

/** Shows a resource that EC2 says it created as it is now: it may be the repeated answer to an earlier request. @throws Ec2Failure. */
async function showNow<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  applied: Applied<Record>,
  usage: Ec2Usage,
): Promise<Outcome<Record>> {
  const id = kind.idOf(applied.value);
  const outcome = await attempt<Outcome<Record>>(appearancePausesMs, usage.signal, async () => {
    const [found] = await describeByIds(scope, kind, [id], usage);
    if (found) return { ...applied, value: found };
    return scope.recent.isGone(id) ? { kind: 'refused', failure: replayed(id) } : undefined;
  });
  return outcome ?? { kind: 'unknown', failure: notShown(id) };
}
