/** What all deletes have in common. */
import type { Send } from '../call.ts';
import { describeByIds } from '../reads/describe.ts';
import type { ResourceKind } from '../reads/kind.ts';
import type { Outcome } from './outcome.ts';
import type { ChangeOptions, Recorded } from './recorder.ts';
import { type Sent, settle } from './settle.ts';

/**
 * Deletes a resource. The value is its id.
 *
 * A delete has no client token: if its answer is lost, the SDK's retry gets a `…NotFound` error. After an attempt that may have been
 * applied, that error means success, provided that the resource was there before.
 */
export async function remove<Item, Record>(
  change: Recorded,
  { kind, id, wasThere }: RemovedResource<Item, Record>,
  send: (send: Send) => Promise<Sent<string>>,
): Promise<Outcome<string>> {
  const outcome = await settle({
    ...change,
    send: async (through) => {
      const { item, $metadata } = await send(through);
      return { value: item === id ? item : undefined, requestId: $metadata.requestId };
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
