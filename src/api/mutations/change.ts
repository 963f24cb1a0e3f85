/** How every change is made: take the lock, check the version, call EC2, report the outcome. */
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import { Ec2Failure } from '../../ec2/failure.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import { fromFailure, inputError, type UserError } from '../userErrors.ts';
import { notFound, type Origin } from './inputs.ts';
import { type Report, refused, report } from './payload.ts';
import type { Subject } from './subjects.ts';

export interface ChangeInput {
  readonly dryRun?: boolean;
}

/** Sends a change to EC2. @returns its outcome, or why it was not sent. */
type SendChange<Value> = (options: ChangeOptions) => Promise<Outcome<Value> | UserError>;

/**
 * Makes a change. A dry run only asks EC2 for its verdict: what else the gateway knows against a change is in its plan.
 *
 * @param ids AWS IDs of the resources to change; none for a create. Changes of the same resource run one at a time. A dry run changes
 * nothing, so it waits for nobody.
 */
export async function change<Value>(
  context: GatewayContext,
  origin: Origin<VersionedInput>,
  { accountId, region }: Ec2Scope,
  ids: readonly string[],
  send: SendChange<Value>,
): Promise<Report<Value>> {
  const { audit: recorder, usage, mutex } = context;
  const { dryRun = false, ifVersion } = origin.input;
  const subjects = { accountId, region, ids: dryRun ? [] : ids };
  const turn = { ...usage, isCompared: !dryRun && typeof ifVersion === 'string' };
  const once = () => mutex.run(subjects, turn, (hold) => send({ dryRun, recorder, usage, hold }));
  try {
    let ended = await once();
    // Nothing was sent, and what it read may have changed, so it begins again.
    while (isOutrun(ended)) ended = await once();
    return 'kind' in ended ? report(ended, origin) : refused(ended);
  } catch (error) {
    if (isNotInTurn(error)) return refused(fromFailure(error, origin));
    throw error;
  }
}

const isOutrun = (ended: Outcome<unknown> | UserError): boolean =>
  'kind' in ended && ended.kind === 'refused' && ended.failure.kind === 'outrun' && !ended.failure.ambiguous;

/** Whether a change was not begun because it did not get its turn. */
export const isNotInTurn = (error: unknown): error is Ec2Failure =>
  error instanceof Ec2Failure && (error.kind === 'uncoordinated' || error.kind === 'contended');

export type VersionedInput = ChangeInput & { readonly ifVersion?: string | null };

/** Reads the resource of a change, at most once, never from what the request read before. Null: EC2 does not have it. */
type Read<Current> = () => Promise<Current | null>;

type SendOne<Current, Value> = (
  current: Read<Current>,
  options: ChangeOptions,
) => Promise<Outcome<Value> | UserError>;

/**
 * Changes one existing resource.
 *
 * @param send gets `current`, which reads the resource while the lock is held. It reads only if it is called or the input has an
 * `ifVersion`.
 */
export function changeOne<Current, Value>(
  context: GatewayContext,
  origin: Origin<VersionedInput>,
  subject: Subject<Current>,
  send: SendOne<Current, Value>,
): Promise<Report<Value>> {
  const { scope, id, partsOf } = subject;
  const { ifVersion } = origin.input;
  const read = (): Read<Current> => {
    let reading: Promise<Current | null> | undefined;
    return () => {
      reading ??= subject.describe(scope, id, context.usage);
      return reading;
    };
  };
  const compared: SendOne<Current, Value> = async (current, options) =>
    versionConflict(subject, await current(), origin) ?? send(current, options);

  return change(context, origin, scope, [id], async (options) => {
    const current = read();
    if (typeof ifVersion !== 'string') return send(current, options);
    const before = partsOf === undefined || options.dryRun ? null : await current();
    const parts = before === null ? [] : (partsOf?.(before) ?? []);
    if (parts.length === 0) return compared(current, options);
    // Only now it is known which they are, and until they are locked as well, they can be changed: so it is read again.
    return withParts(context, scope, parts, options, (holding) => compared(read(), holding));
  });
}

/** Also takes the turn of the parts of what is changed. Ids of filters come before those of rules, so this locks in the usual order. */
function withParts<Value>(
  { usage, mutex }: GatewayContext,
  { accountId, region }: Ec2Scope,
  ids: readonly string[],
  options: ChangeOptions,
  send: SendChange<Value>,
): Promise<Outcome<Value> | UserError> {
  const turn = { ...usage, isCompared: true };
  return mutex.run({ accountId, region, ids }, turn, (ofParts) => {
    const keep = async () => {
      await options.hold.keep();
      await ofParts.keep();
    };
    return send({ ...options, hold: { keep } });
  });
}

/**
 * Why `ifVersion` prevents a change. Undefined: it does not.
 *
 * @param current the resource as it is now; null when EC2 does not have it.
 */
export function versionConflict<Current>(
  subject: Subject<Current>,
  current: Current | null,
  { input, path }: Origin<VersionedInput>,
): UserError | undefined {
  if (typeof input.ifVersion !== 'string') return undefined;
  if (current === null) return missing(subject, path);
  const currentVersion = subject.versionOf?.(current);
  if (currentVersion === input.ifVersion) return undefined;
  const message = `the ${subject.noun} has changed since this version was read; read it again`;
  const error = inputError(path, { code: 'VERSION_CONFLICT', field: ['ifVersion'], message });
  return Object.assign(error, { __typename: 'TrafficMirrorVersionConflictError', currentVersion, current });
}

/** The error for a resource that EC2 does not have. */
export const missing = (
  { id, field }: Pick<Subject<never>, 'id' | 'field'>,
  path: readonly PropertyKey[],
): UserError => inputError(path, notFound(field, id));
