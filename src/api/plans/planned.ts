/** Turns the three forms of a change into what a plan needs. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TagRecord } from '../../ec2/tags.ts';
import type { GatewayContext } from '../context.ts';
import { changesBetween, tagChangesBetween } from '../mutations/changes.ts';
import { type CreateInput, type Creation, refusalOf, tokensOf } from '../mutations/creation.ts';
import { checkDeletion, type DeleteInput, type Deletion, inUseError } from '../mutations/deletion.ts';
import type { Origin } from '../mutations/inputs.ts';
import { isProblem, type Modification, type Values } from '../mutations/modification.ts';
import type { Warning } from '../mutations/warnings.ts';
import { inputError, type UserError } from '../userErrors.ts';
import type { Earlier, PlannedSession } from './earlier.ts';
import type { PlannedEffect } from './effects.ts';
import type { Found } from './looks.ts';
import type { Checked, Planned } from './shapes.ts';

type Refused = { readonly userErrors: UserError[] };

interface DeletionParticulars<Current, Property extends string> {
  readonly properties: readonly Property[];
  /** The values that `changes` shows. Default: those of the record. */
  readonly shown?: (current: Current) => Values<Property>;
  readonly effect: (before: Current) => PlannedEffect | Promise<PlannedEffect>;
  readonly looks?: (before: Current, earlier: Earlier) => readonly Promise<Found>[];
  readonly leaves?: (before: Current) => PlannedSession | null;
}

interface CreationParticulars<Value, Property extends string> {
  readonly properties: readonly Property[];
  readonly effect: (scope: Ec2Scope, value: Value) => PlannedEffect | Promise<PlannedEffect>;
  readonly looks?: (scope: Ec2Scope, value: Value, earlier: Earlier) => readonly Promise<Found>[];
  /** The value with what EC2 sets by itself, as far as that is known. */
  readonly complete?: (scope: Ec2Scope, value: Value) => Promise<Value>;
  readonly leaves?: (scope: Ec2Scope, value: Value) => PlannedSession;
}

export function plannedCreation<
  Input extends CreateInput,
  Property extends string,
  Value extends Values<Property> & { readonly tags: readonly TagRecord[] },
  Created,
>(
  context: GatewayContext,
  origin: Origin<Input>,
  creation: Creation<Input, Value, Created>,
  {
    properties,
    effect,
    looks,
    complete = async (_, value) => value,
    leaves,
  }: CreationParticulars<Value, Property>,
): Checked<undefined, Value & { readonly scope: Ec2Scope }> {
  const checked = creation.check(context, origin);
  if ('userErrors' in checked) return checked;
  const { scope, value } = checked;
  const tokens = tokensOf(context, scope, creation, origin.input);
  return {
    wanted: { ...value, scope },
    action: creation.action,
    scope,
    refuse: () => refusalOf(context, scope, creation, value),
    dryRun: (options) => creation.create(scope, value, { ...options, ...tokens }),
    changes: async () => {
      const after = await complete(scope, value);
      return [...changesBetween({}, after, properties), ...tagChangesBetween([], after.tags)];
    },
    looks: (_, earlier) => looks?.(scope, value, earlier) ?? [],
    effect: async () => effect(scope, await complete(scope, value)),
    ...(leaves && { leaves: async () => leaves(scope, await complete(scope, value)) }),
  };
}

type Described<Property extends string> = Values<Property> & {
  readonly tags: readonly TagRecord[] | undefined;
};

export function plannedDeletion<
  Field extends string,
  Property extends string,
  Current extends Described<Property>,
>(
  context: GatewayContext,
  origin: Origin<DeleteInput<Field>>,
  deletion: Deletion<Field, Current>,
  { properties, shown = (current) => current, effect, looks, leaves }: DeletionParticulars<Current, Property>,
): Planned<Current> | Refused {
  const subject = checkDeletion(context, origin, deletion);
  if ('userErrors' in subject) return subject;
  const { scope, id, field } = subject;
  const { action, remove, usedBy, warn } = deletion;
  const lookAtUsers = async (): Promise<Found> => {
    const users = usedBy === undefined ? [] : await context.loaders(scope)[usedBy].load(id);
    return users.length === 0 ? {} : { errors: [inUseError(origin.path, field, users)] };
  };
  return {
    action,
    scope,
    subject,
    dryRun: (options) => remove(scope, id, { ...options, wasThere: true }),
    changes: (before) => [
      ...changesBetween(shown(before), {}, properties),
      ...tagChangesBetween(before.tags ?? [], []),
    ],
    looks: (before, earlier) => [
      lookAtUsers(),
      asFound(warn?.(context, scope, async () => before)),
      ...(looks?.(before, earlier) ?? []),
    ],
    effect,
    ...(leaves && { leaves: async (before) => leaves(before) }),
  };
}

interface ModificationParticulars<Current> {
  readonly effect: (before: Current) => PlannedEffect | Promise<PlannedEffect>;
  readonly looks?: (before: Current, earlier: Earlier) => readonly Promise<Found>[];
  readonly leaves?: (before: Current) => Promise<PlannedSession>;
}

export function plannedModification<
  Property extends string,
  Current extends Values<Property>,
  Change extends object,
>(
  { path }: Origin<object>,
  modification: Modification<Property, Current, Change>,
  { effect, looks, leaves }: ModificationParticulars<Current>,
): Planned<Current> {
  const { action, subject, properties, warnings, warn, refuse, complete, send, foresee } = modification;
  const { shown = (current: Current): Values<Property> => current } = modification;
  const after = async (before: Current): Promise<Values<Property>> => {
    const change = complete(before);
    return isProblem(change) ? shown(before) : foresee(before, change);
  };
  return {
    action,
    scope: subject.scope,
    subject,
    ...(warnings && { warnings }),
    ...(refuse && { refuse }),
    dryRun: async (options, before) => {
      const change = complete(before);
      return isProblem(change) ? inputError(path, change) : send(change, options, before);
    },
    changes: async (before) => changesBetween(shown(before), await after(before), properties),
    looks: (before, earlier) => [asFound(warn?.(async () => before)), ...(looks?.(before, earlier) ?? [])],
    effect,
    ...(leaves && { leaves }),
  };
}

const asFound = async (warnings: Promise<readonly Warning[]> | undefined): Promise<Found> => ({
  warnings: (await warnings) ?? [],
});
