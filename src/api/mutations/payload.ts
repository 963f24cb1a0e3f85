/** The parts that the payloads of all mutations share: the outcome of the change, and the errors. */
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { TrafficMirrorDryRun } from '../../generated/types.ts';
import { fromFailure, outcomeUnknown, type UserError } from '../userErrors.ts';
import type { Origin } from './inputs.ts';
import { type Told, tell } from './warnings.ts';

export interface Report<Value> extends Told {
  /** The resource after the change. Null unless it is certain that the change was made. */
  readonly value: Value | null;
  readonly dryRun: TrafficMirrorDryRun | null;
  readonly userErrors: UserError[];
  readonly awsRequestId: string | undefined;
}

/** The report on a change that was not sent. */
export const refused = (...userErrors: UserError[]): Report<never> => ({
  value: null,
  dryRun: null,
  userErrors,
  awsRequestId: undefined,
  ...tell([], []),
});

/** The report on a change that was sent. @param origin the mutation's input. If it is a dry run, a refusal is also a verdict. */
export function report<Value>(
  outcome: Outcome<Value>,
  origin: Origin<{ readonly dryRun?: boolean }>,
): Report<Value> {
  if (outcome.kind === 'applied')
    return { ...refused(), value: outcome.value, awsRequestId: outcome.requestId };
  if (outcome.kind === 'permitted') {
    const { message, requestId } = outcome;
    const dryRun = { verdict: 'PERMITTED', message, awsRequestId: requestId } as const;
    return { ...refused(), dryRun, awsRequestId: requestId };
  }
  const { failure } = outcome;
  const error = outcome.kind === 'unknown' ? outcomeUnknown(failure) : fromFailure(failure, origin);
  const dryRun = origin.input.dryRun ? verdict(error) : null;
  return { ...refused(error), dryRun, awsRequestId: failure.requestId };
}

/** Null if EC2 was unavailable or throttled the request: that is not a verdict on the change. */
function verdict({ code, message, awsRequestId }: UserError): TrafficMirrorDryRun | null {
  if (code === 'UPSTREAM_UNAVAILABLE' || code === 'THROTTLED' || code === 'OUTCOME_UNKNOWN') return null;
  return { verdict: code === 'UNAUTHORIZED' ? 'UNAUTHORIZED' : 'REJECTED', message, awsRequestId };
}
