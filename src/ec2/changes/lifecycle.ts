/** What creates and deletes of all resource types have in common. */
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
import { type Change, settle } from './settle.ts';

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
  readonly send: (send: Send) => Promise<{
    readonly value: Record | undefined;
    readonly requestId: string | undefined;
  }>;
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
  const outcome = await settle<Record>({
    ...change,
    send: async (through) => {
      const { value, requestId } = await send(through);
      return { value: value && fits(value) ? value : undefined, requestId };
    },
    readBack: async (usage) => {
      const { value } = await send(sender(scope, action, usage, true));
      if (value === undefined || fits(value)) return value;
      // Another request may have changed it since it was created.
      const [now] = await describeByIds(scope, kind, [kind.idOf(value)], usage);
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
  const outcome = await attempt<Outcome<Record>>(appearancePausesMs, async () => {
    const [found] = await describeByIds(scope, kind, [id], usage);
    if (found) return { ...applied, value: found };
    return scope.recent.isGone(id) ? { kind: 'refused', failure: replayed(id) } : undefined;
  });
  return outcome ?? { kind: 'unknown', failure: notShown(id) };
}

/**
 * Deletes a resource. The value is its id.
 *
 * A delete has no client token: if its answer is lost, the SDK's retry gets a `…NotFound` error. After an attempt that may have been
 * applied, that error means success, provided that the resource was there before.
 */
export async function remove<Item, Record>(
  change: Recorded,
  { kind, id, wasThere }: RemovedResource<Item, Record>,
  send: Change<string>['send'],
): Promise<Outcome<string>> {
  const outcome = await settle({
    ...change,
    send: async (through) => {
      const { value, requestId } = await send(through);
      return { value: value === id ? value : undefined, requestId };
    },
    readBack: async (usage) => {
      if (!wasThere) return undefined;
      return (await describeByIds(change.scope, kind, [id], usage))[0] === null ? id : undefined;
    },
    doneCodes: /NotFound$/,
    ...(wasThere && { doneValue: id }),
  });
  if (outcome.kind === 'applied') change.scope.recent.deleted(id);
  return outcome;
}

interface RemovedResource<Item, Record> {
  readonly kind: ResourceKind<Item, Record>;
  readonly id: string;
  /** Whether EC2 showed it before the delete. */
  readonly wasThere: boolean;
}

/** What every delete needs. */
export interface RemoveOptions extends ChangeOptions {
  readonly wasThere: boolean;
}
