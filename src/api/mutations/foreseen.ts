/**
 * Reasons for a refusal that depend on other resources, for plans and dry runs: it is not known whether EC2's dry run checks them.
 * docs/errors.md lists what is looked at.
 */
import { Ec2Failure } from '../../ec2/failure.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import { quotas } from '../../mirroring/quotas.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { notFound } from './inputs.ts';

/** What one check of other resources found. */
export interface Finding {
  readonly problems?: readonly Problem[];
  readonly warnings?: readonly string[];
}

/** A session as a change would leave it, with the properties that the change sets. */
interface WantedSession {
  readonly scope: Ec2Scope;
  /** Undefined: it is new. */
  readonly trafficMirrorSessionId?: string | undefined;
  /** Reads the session if need be. */
  readonly networkInterfaceId: () => Promise<string | undefined>;
  readonly trafficMirrorTargetId?: string | undefined;
  readonly trafficMirrorFilterId?: string | undefined;
  readonly sessionNumber?: number | undefined;
}

/** Session numbers by session: those that dry runs before this one, in the same bulk change, would have set. */
export type EarlierNumbers = ReadonlyMap<string, number>;

/** Looks at everything that may prevent a session. Looks only at what the change sets. */
export function lookAtSession(
  context: GatewayContext,
  session: WantedSession,
  earlier: EarlierNumbers = new Map(),
): Promise<Finding>[] {
  return [
    lookAtTarget(context, session),
    lookAtFilter(context, session.scope, session.trafficMirrorFilterId),
    lookAtSiblings(context, session, earlier),
  ];
}

async function lookAtTarget({ loaders }: GatewayContext, session: WantedSession): Promise<Finding> {
  const { scope, trafficMirrorTargetId: id, networkInterfaceId } = session;
  if (id === undefined) return {};
  const { targets, sessionsByTarget } = loaders(scope);
  const target = await targets.load(id);
  if (target === null) return { problems: [notFound('trafficMirrorTargetId', id)] };
  // Only interfaces have a quota of sources.
  if (target.type !== 'network-interface') return {};
  const sources = new Set((await sessionsByTarget.load(id)).map((user) => user.networkInterfaceId));
  return sources.has(await networkInterfaceId()) ? {} : sourcesFinding(sources.size);
}

/** @param sources how many other interfaces already send to the target. */
function sourcesFinding(sources: number): Finding {
  const { sourcesPerTarget, sourcesPerLargestTarget } = quotas;
  const allowed = `EC2 allows ${sourcesPerLargestTarget} at the largest instance types and ${sourcesPerTarget} at others`;
  const message = `${sources} other interfaces already send to this target; ${allowed}`;
  if (sources >= sourcesPerLargestTarget)
    return { problems: [{ code: 'QUOTA_EXCEEDED', field: ['trafficMirrorTargetId'], message }] };
  return sources >= sourcesPerTarget ? { warnings: [`trafficMirrorTargetId: ${message}.`] } : {};
}

/** Looks for a filter. @param id undefined: the change does not set it. */
export async function lookAtFilter(
  { loaders }: GatewayContext,
  scope: Ec2Scope,
  id: string | undefined,
): Promise<Finding> {
  const isMissing = id !== undefined && (await loaders(scope).filters.load(id)) === null;
  return isMissing ? { problems: [notFound('trafficMirrorFilterId', id)] } : {};
}

/** Looks at the other sessions of the interface. */
async function lookAtSiblings(
  { loaders }: GatewayContext,
  session: WantedSession,
  earlier: EarlierNumbers,
): Promise<Finding> {
  const { scope, trafficMirrorSessionId, sessionNumber } = session;
  if (sessionNumber === undefined) return {};
  const networkInterfaceId = await session.networkInterfaceId();
  if (networkInterfaceId === undefined) return {};
  const all = await loaders(scope).sessionsByInterface.load(networkInterfaceId);
  const others = all.filter((other) => other.trafficMirrorSessionId !== trafficMirrorSessionId);
  const numberOf = (other: TrafficMirrorSessionRecord) =>
    earlier.get(other.trafficMirrorSessionId) ?? other.sessionNumber;
  const rival = others.find((other) => numberOf(other) === sessionNumber);
  const problems: Problem[] = [];
  if (rival !== undefined) {
    const message = `session number ${sessionNumber} is used by ${rival.trafficMirrorSessionId} on the same interface`;
    problems.push({ code: 'ALREADY_EXISTS', field: ['sessionNumber'], message });
  }
  if (others.length >= quotas.sessionsPerInterface) {
    const message = `${networkInterfaceId} already has ${others.length} sessions; EC2 allows ${quotas.sessionsPerInterface}`;
    problems.push({ code: 'QUOTA_EXCEEDED', field: ['networkInterfaceId'], message });
  }
  return { problems };
}

/** All findings together. @throws Ec2Failure if one of the checks failed. */
export async function allFindings(checks: readonly Promise<Finding>[]): Promise<Required<Finding>> {
  const findings = await Promise.all(checks);
  return {
    problems: findings.flatMap(({ problems = [] }) => problems),
    warnings: findings.flatMap(({ warnings = [] }) => warnings),
  };
}

const unchecked =
  'Not everything that EC2 may refuse could be checked, because other resources could not be read.';

/**
 * The problems that were found, for a dry run. That something could not be read must not hide EC2's verdict, so it only adds a warning.
 *
 * @param warnings gets the warnings.
 */
export async function knownProblems(
  checks: readonly Promise<Finding>[],
  warnings: string[] = [],
): Promise<readonly Problem[]> {
  let isPartial = false;
  const { problems, warnings: found } = await allFindings(
    checks.map((check) =>
      check.catch((error: unknown): Finding => {
        if (!(error instanceof Ec2Failure)) throw error;
        isPartial = true;
        return {};
      }),
    ),
  );
  warnings.push(...found, ...(isPartial ? [unchecked] : []));
  return problems;
}
