/** What the modifications of sessions and rules share: reading what is there, and showing what changed. */

import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import type { GatewayContext } from '../context.ts';
import { inputError, type Problem } from '../userErrors.ts';
import { changeOne, missing, type Subject } from './change.ts';
import { changesBetween } from './changes.ts';
import type { Origin } from './inputs.ts';

interface Modification<Property extends string, Current, Change> {
  /** In the order in which changes are shown. */
  readonly properties: readonly Property[];
  /** Whether the answer shows `changes`, which costs one read. */
  readonly wantsChanges: boolean;
  /** Whether the change depends on the current state; else the change is made although that could not be read. */
  readonly needsCurrent: boolean;
  /**
   * The change to send, or what is wrong with it.
   *
   * @param before null: EC2 does not have the resource; undefined: it was not read.
   */
  readonly complete: (before: Current | null | undefined) => Change | Problem;
  readonly send: (
    change: Change,
    options: ChangeOptions,
    before: Current | undefined,
  ) => Promise<Outcome<Current>>;
  /** What a change that was not made would make of the resource. */
  readonly foresee: (before: Current, change: Change) => Values<Property> | Promise<Values<Property>>;
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
  }: Modification<Property, Current, Change>,
) {
  let sent: { readonly before: Current; readonly change: Change } | undefined;
  const result = await changeOne<Item, Current, Current>(
    context,
    origin,
    subject,
    async (current, options) => {
      const before = needsCurrent
        ? await current()
        : wantsChanges
          ? await current().catch(() => undefined)
          : undefined;
      const change = complete(before);
      if (isProblem(change)) return inputError(origin.path, change);
      // EC2's dry run is not known to check whether the resource exists.
      if (before === null && options.dryRun) return missing(subject, origin.path);
      if (before) sent = { before, change };
      return send(change, options, before ?? undefined);
    },
  );
  if (sent === undefined) return { ...result, changes: null };
  const { before, change } = sent;
  const after = result.value ?? (result.dryRun && (await foresee(before, change)));
  return { ...result, changes: after && changesBetween(before, after, properties) };
}

const isProblem = (change: object): change is Problem => 'code' in change;
