/** How every change is made: take the lock, check the version, call EC2, report the outcome. */
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import { describeOne } from '../../ec2/reads/describe.ts';
import type { ResourceKind } from '../../ec2/reads/kind.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import { inputError, type Problem, type UserError } from '../userErrors.ts';
import { notFound, type Origin } from './inputs.ts';
import { type Report, refused, report } from './payload.ts';

interface ChangeInput {
  readonly dryRun?: boolean;
}

/** Sends a change to EC2. @returns its outcome, or why it was not sent. */
type SendChange<Value> = (options: ChangeOptions) => Promise<Outcome<Value> | UserError>;

/** Finds what the gateway knows against a change whose dry run EC2 permitted. */
export type Foresee = () => Promise<readonly Problem[]>;

/**
 * Makes a change.
 *
 * @param ids AWS IDs of the resources to change; none for a create. Within this process, changes of the same resource run one at a time.
 * @param foresee is called only after a dry run that EC2 permitted.
 */
export function change<Value>(
  context: GatewayContext,
  origin: Origin<ChangeInput>,
  { accountId, region }: Ec2Scope,
  ids: readonly string[],
  send: SendChange<Value>,
  foresee?: Foresee,
): Promise<Report<Value>> {
  const { audit: recorder, usage, mutex } = context;
  const keys = ids.map((id) => `${accountId}/${region}/${id}`);
  return mutex.run(keys, usage.signal, async () => {
    const ended = await send({ dryRun: origin.input.dryRun ?? false, recorder, usage });
    if (!('kind' in ended)) return refused(ended);
    const reported = report(ended, origin);
    if (ended.kind !== 'permitted' || foresee === undefined) return reported;
    const problems = await foresee();
    return { ...reported, userErrors: problems.map((problem) => inputError(origin.path, problem)) };
  });
}

/** An existing resource that a change is about. */
export interface Subject<Item, Current> {
  readonly scope: Ec2Scope;
  readonly id: string;
  /** The field of the input that names it. */
  readonly field: string;
  readonly kind: ResourceKind<Item, Current>;
  /** What messages call it. */
  readonly noun: string;
  /** Absent: this kind of resource has no versions. */
  readonly versionOf?: (current: Current) => string;
}

type VersionedInput = ChangeInput & { readonly ifVersion?: string | null };

/**
 * Changes one existing resource.
 *
 * @param send gets `current`, which reads the resource while the lock is held, never from what the request read before. It returns null
 * if EC2 does not have the resource. It reads at most once, and only if it is called or the input has an `ifVersion`.
 */
export function changeOne<Item, Current, Value>(
  context: GatewayContext,
  origin: Origin<VersionedInput>,
  subject: Subject<Item, Current>,
  send: (
    current: () => Promise<Current | null>,
    options: ChangeOptions,
  ) => Promise<Outcome<Value> | UserError>,
  foresee?: Foresee,
): Promise<Report<Value>> {
  const { scope, id, kind } = subject;
  const checkAndSend: SendChange<Value> = async (options) => {
    let reading: Promise<Current | null> | undefined;
    const current = () => {
      reading ??= describeOne(scope, kind, id, context.usage);
      return reading;
    };
    const { ifVersion } = origin.input;
    const conflict =
      typeof ifVersion === 'string' ? versionConflict(subject, await current(), origin) : undefined;
    return conflict ?? send(current, options);
  };
  return change(context, origin, scope, [id], checkAndSend, foresee);
}

/**
 * Why `ifVersion` prevents a change. Undefined: it does not.
 *
 * @param current the resource as it is now; null when EC2 does not have it.
 */
export function versionConflict<Item, Current>(
  subject: Omit<Subject<Item, Current>, 'scope' | 'kind'>,
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
  { id, field }: Pick<Subject<unknown, never>, 'id' | 'field'>,
  path: readonly PropertyKey[],
): UserError => inputError(path, notFound(field, id));
