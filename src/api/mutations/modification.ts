/** What the modifications of existing resources share: reading the current state, and showing what changed. */
import type { Ec2Action } from '../../ec2/actions.ts';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import type { GatewayContext } from '../context.ts';
import { inputError, type Problem, type UserError } from '../userErrors.ts';
import { type Refusal, recordAttempt } from './approval.ts';
import { changeOne, missing, type VersionedInput } from './change.ts';
import { changesBetween } from './changes.ts';
import type { Origin } from './inputs.ts';
import { refused } from './payload.ts';
import type { Subject } from './subjects.ts';
import { tell, type Warning } from './warnings.ts';

export type Values<Property extends string> = { readonly [Name in Property]?: unknown };

/** A modification whose input was checked. */
export interface Modification<Property extends string, Current, Change> {
  readonly action: Ec2Action;
  readonly subject: Subject<Current>;
  /** In the order in which `changes` shows them. */
  readonly properties: readonly Property[];
  /** The values that `changes` shows. Default: those of the record. */
  readonly shown?: (current: Current) => Values<Property>;
  readonly warnings?: readonly Warning[];
  /** What there is to know about the resource as it is. @param read reads it, at most once. */
  readonly warn?: (read: () => Promise<Current | null>) => Promise<readonly Warning[]>;
  /** Whether the change needs the current state. If not, it is made even when that cannot be read. */
  readonly needsCurrent: boolean;
  /** Why the gateway's own policy forbids it, or undefined. */
  readonly refuse?: () => Promise<Refusal | undefined>;
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
  /** The state that the change would lead to. */
  readonly foresee: (before: Current, change: Change) => Values<Property> | Promise<Values<Property>>;
}

type Checked<Checking> = Checking | { readonly userErrors: UserError[] };

/**
 * Modifies one resource and reports what changed.
 *
 * @param wantsChanges whether the query selects `changes`, which costs one read.
 */
export async function modifyOne<
  Property extends string,
  Current extends Values<Property>,
  Change extends object,
>(
  context: GatewayContext,
  origin: Origin<VersionedInput>,
  modification: Checked<Modification<Property, Current, Change>>,
  wantsChanges: boolean,
) {
  if ('userErrors' in modification) return { ...refused(...modification.userErrors), changes: null };
  const { subject, properties, complete, foresee } = modification;
  let warnings = modification.warnings ?? [];
  const denial = await modification.refuse?.();
  if (denial !== undefined) {
    recordAttempt(context, denial);
    return { ...refused(inputError(origin.path, denial)), ...tell(origin.path, warnings), changes: null };
  }
  const needsCurrent = modification.needsCurrent || typeof origin.input.ifVersion === 'string';
  let sent: { readonly before: Current; readonly change: Change } | undefined;
  const result = await changeOne(context, origin, subject, async (current, options) => {
    const optional = async () => (wantsChanges ? current().catch(() => undefined) : undefined);
    const before = needsCurrent ? await current() : await optional();
    const change = complete(before);
    if (isProblem(change)) return inputError(origin.path, change);
    // It is not known whether EC2's dry run checks that the resource exists.
    if (before === null && options.dryRun) return missing(subject, origin.path);
    if (before) sent = { before, change };
    warnings = [...(modification.warnings ?? []), ...((await modification.warn?.(current)) ?? [])];
    return modification.send(change, options, before ?? undefined);
  });
  const told = tell(origin.path, warnings);
  if (sent === undefined) return { ...result, ...told, changes: null };
  const { before, change } = sent;
  const after = result.value ?? (result.dryRun && (await foresee(before, change)));
  return { ...result, ...told, changes: after && changesBetween(before, after, properties) };
}

export const isProblem = (change: object): change is Problem => 'code' in change;
