/** What the modifications of sessions and rules share: reading the current state and showing what changed. */
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import type { GatewayContext } from '../context.ts';
import { inputError, type Problem } from '../userErrors.ts';
import { changeOne, type Foresee, missing, type Subject } from './change.ts';
import { changesBetween } from './changes.ts';
import type { Origin } from './inputs.ts';

interface Modification<Property extends string, Current, Change> {
  /** In the order in which `changes` shows them. */
  readonly properties: readonly Property[];
  /** Whether the query selects `changes`, which costs one read. */
  readonly wantsChanges: boolean;
  /** Whether the change needs the current state. If not, it is made even when that cannot be read. */
  readonly needsCurrent: boolean;
  /**
   * Returns the change to send, or what is wrong with it.
   *
   * @param before null: EC2 does not have the resource; undefined: it was not read.
   */
  readonly complete: (before: Current | null | undefined) => Change | Problem;
  readonly send: (
    change: Change,
    options: ChangeOptions,
    before: Current | undefined,
  ) => Promise<Outcome<Current>>;
  /** The state that the change would lead to, for a dry run. */
  readonly foresee: (before: Current, change: Change) => Values<Property> | Promise<Values<Property>>;
  /** What the gateway knows against the change, for a dry run. */
  readonly foreseeProblems?: Foresee;
}

type Values<Property extends string> = { readonly [Name in Property]?: unknown };

/** Modifies one resource and reports what changed. */
export async function modifyOne<
  Item,
  Property extends string,
  Current extends Values<Property>,
  Change extends object,
>(
  context: GatewayContext,
  origin: Origin<{ readonly dryRun?: boolean; readonly ifVersion?: string | null }>,
  subject: Subject<Item, Current>,
  {
    properties,
    wantsChanges,
    needsCurrent,
    complete,
    send,
    foresee,
    foreseeProblems,
  }: Modification<Property, Current, Change>,
) {
  let sent: { readonly before: Current; readonly change: Change } | undefined;
  const completeAndSend: Parameters<typeof changeOne<Item, Current, Current>>[3] = async (
    current,
    options,
  ) => {
    const before = needsCurrent
      ? await current()
      : wantsChanges
        ? await current().catch(() => undefined)
        : undefined;
    const change = complete(before);
    if (isProblem(change)) return inputError(origin.path, change);
    // It is not known whether EC2's dry run checks that the resource exists.
    if (before === null && options.dryRun) return missing(subject, origin.path);
    if (before) sent = { before, change };
    return send(change, options, before ?? undefined);
  };
  const result = await changeOne(context, origin, subject, completeAndSend, foreseeProblems);
  if (sent === undefined) return { ...result, changes: null };
  const { before, change } = sent;
  const after = result.value ?? (result.dryRun && (await foresee(before, change)));
  return { ...result, changes: after && changesBetween(before, after, properties) };
}

const isProblem = (change: object): change is Problem => 'code' in change;
