/** What a planned change would do to the findings. */
import type { EstateFacts } from '../../ec2/estate/drafts.ts';
import type { EstateRecords } from '../../ec2/estate/kinds.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { Change } from '../../mirroring/facts.ts';
import { deltaOf } from '../../mirroring/findings/evaluate.ts';
import { allCodes, kindsFor } from '../../mirroring/findings/rules.ts';
import type { GatewayContext } from '../context.ts';
import { findingsIn, judge, type ScopedFinding, type ScopedUnchecked, uncheckedIn } from './judge.ts';

export type EstateChange = Change<EstateRecords>;

/** The resources whose findings may change, with those before and after the change. */
export interface Touched {
  readonly networkInterfaceIds?: readonly string[];
  readonly targetIds?: readonly string[];
  readonly filterIds?: readonly string[];
}

export interface Effect {
  readonly scope: Ec2Scope;
  readonly touched: Touched;
  /** What the changes before it leave. */
  readonly earlier: EstateChange;
  /** @param facts as the changes before it leave them. */
  readonly change: (facts: EstateFacts) => EstateChange;
}

export interface FindingsDelta {
  readonly added: readonly ScopedFinding[];
  readonly resolved: readonly ScopedFinding[];
  readonly unchecked: readonly ScopedUnchecked[];
}

/**
 * Reads what surrounds the change, and compares the findings with it and without it.
 *
 * @throws Ec2Failure when there is nothing to judge.
 */
export async function readDelta(
  context: Pick<GatewayContext, 'access' | 'approvedTargets' | 'estates'>,
  { scope, touched, earlier, change }: Effect,
): Promise<FindingsDelta> {
  if (Object.values(touched).every((ids) => ids.length === 0))
    return { added: [], resolved: [], unchecked: [] };
  const read = await context.estates(scope).around.load({ kinds: allKinds, subjects: touched });
  const before = read.with(earlier);
  const after = before.with(change(before));
  const judged = (facts: EstateFacts) =>
    judge(context, scope, facts, {
      selection: {
        sessions: facts.sessions.known.filter(uses(touched)),
        filterIds: touched.filterIds ?? [],
      },
    });
  const [was, is] = [await judged(before), await judged(after)];
  const { added, resolved } = deltaOf(was, is);
  return {
    added: findingsIn(scope, added),
    resolved: findingsIn(scope, resolved),
    unchecked: uncheckedIn(scope, is.unchecked),
  };
}

const allKinds = kindsFor(allCodes);

function uses({ networkInterfaceIds, targetIds, filterIds }: Touched) {
  const [sources, targets, filters] = [new Set(networkInterfaceIds), new Set(targetIds), new Set(filterIds)];
  return (session: TrafficMirrorSessionRecord) =>
    sources.has(session.networkInterfaceId ?? '') ||
    targets.has(session.trafficMirrorTargetId ?? '') ||
    filters.has(session.trafficMirrorFilterId ?? '');
}
