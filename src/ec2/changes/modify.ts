/** What all modifications have in common. */
import type { Send } from '../call.ts';
import { describeByIds } from '../reads/describe.ts';
import type { ResourceKind } from '../reads/kind.ts';
import type { Ec2Scope } from '../scope.ts';
import type { Outcome } from './outcome.ts';
import type { Recorded } from './recorder.ts';
import { type Sent, settle } from './settle.ts';

/** One modification, and how its answer is judged. */
interface Modification<Item, Record> {
  readonly kind: ResourceKind<Item, Record>;
  readonly id: string;
  readonly send: (send: Send) => Promise<Sent<Item>>;
  /** Whether a resource that is read back certainly shows the whole change. */
  readonly shows: (record: Record) => boolean;
  /** The same for the resource in EC2's answer. Default: `shows`. */
  readonly confirms?: (record: Record) => boolean;
  /** Converts the resource in EC2's answer. Default: like one that is read. */
  readonly fromAnswer?: (item: Item, scope: Ec2Scope) => Record;
}

/** Modifies a resource. If the answer is lost, or does not fit, the resource is read back. */
export function modify<Item, Record>(
  change: Recorded,
  { kind, id, send, shows, confirms = shows, fromAnswer = kind.fromEc2 }: Modification<Item, Record>,
): Promise<Outcome<Record>> {
  const { scope } = change;
  return settle<Record>({
    ...change,
    send: async (through) => {
      const { item, $metadata } = await send(through);
      const after = item && fromAnswer(item, scope);
      const fits = after !== undefined && kind.idOf(after) === id && confirms(after);
      return { value: fits ? after : undefined, requestId: $metadata.requestId };
    },
    readBack: async (usage) => {
      const [now] = await describeByIds(scope, kind, [id], usage);
      return now && shows(now) ? now : undefined;
    },
  });
}
