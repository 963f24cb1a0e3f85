/** The parts that the payloads of all mutations share: what became of the change, and whose fault it is if nothing did. */
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { TrafficMirrorDryRun } from '../../generated/graphql.ts';
import { fromFailure, outcomeUnknown, type UserError } from '../userErrors.ts';
import type { Origin } from './inputs.ts';

export interface Report<Value> {
  /** What the change has made; null unless it was certainly made. */
  readonly value: Value | null;
  readonly dryRun: TrafficMirrorDryRun | null;
  readonly userErrors: UserError[];
  readonly awsRequestId: string | undefined;
}

/** @param origin the mutation's input; its `dryRun` decides whether a refusal is a verdict or a failure. */
export function report<Value>(
  outcome: Outcome<Value>,
  origin: Origin<{ readonly dryRun?: boolean }>,
): Report<Value> {
  const nothing = { value: null, dryRun: null, userErrors: [] };
  if (outcome.kind === 'applied') {
    return { ...nothing, value: outcome.value, awsRequestId: outcome.requestId };
  }
  if (outcome.kind === 'wouldSucceed') {
    const { message, requestId } = outcome;
    const dryRun = { verdict: 'WOULD_SUCCEED', message, awsRequestId: requestId } as const;
    return { ...nothing, dryRun, awsRequestId: requestId };
  }
  const { failure } = outcome;
  const error = outcome.kind === 'unknown' ? outcomeUnknown(failure) : fromFailure(failure, origin);
  const dryRun = origin.input.dryRun ? verdict(error) : null;
  return { ...nothing, dryRun, userErrors: [error], awsRequestId: failure.requestId };
}

/** A failure to answer, or a refusal to listen, says nothing of the change and is no verdict on it. */
function verdict({ code, message, awsRequestId }: UserError): TrafficMirrorDryRun | null {
  if (code === 'UPSTREAM_UNAVAILABLE' || code === 'THROTTLED' || code === 'OUTCOME_UNKNOWN') return null;
  return { verdict: code === 'UNAUTHORIZED' ? 'UNAUTHORIZED' : 'REJECTED', message, awsRequestId };
}
