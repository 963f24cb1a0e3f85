/** The metrics of EC2 and STS: calls by action, calls by account, what became of changes, and the reads that wait. */
import type { createAccountLabels } from './accountLabels.ts';
import { type Instruments, labelled } from './instruments.ts';

/** An account and Region. */
interface Place {
  readonly accountId: string;
  readonly region: string;
}

const callResults = ['ok', 'throttled', 'forbidden', 'refused', 'failed'] as const;
const roleResults = ['ok', 'denied', 'unavailable'] as const;

const toCallResult = (result: string) => callResults.find((each) => each === result) ?? 'failed';

type AccountLabel = ReturnType<ReturnType<typeof createAccountLabels>>;
type PlaceLabels = AccountLabel & { readonly region: string };

/** What becomes of a change. */
const outcomes = ['applied', 'refused', 'unknown'] as const;

export function ec2Metrics(
  { counter, histogram, showEach }: Instruments,
  labelsOf: ReturnType<typeof createAccountLabels>,
) {
  const calls = histogram('ec2_call_duration_seconds', 'Attempts at EC2 calls, by action and result.', [
    'action',
    'result',
  ]);
  const pauses = histogram('ec2_budget_wait_seconds', 'How long calls waited for the request rates of EC2.', [
    'action',
  ]);
  const loads = histogram(
    'ec2_loads_per_call',
    'Loads answered by one call.',
    ['action'],
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  );
  // No action and no histogram: 400 accounts and Regions with five results are 2,000 series.
  const ofAccounts = counter(
    'ec2_account_calls_total',
    'Attempts at EC2 calls, by account, Region and result.',
    ['account', 'region', 'result'],
  );
  const waits = counter(
    'ec2_account_budget_wait_seconds_total',
    'How long calls waited for the request rates of EC2, by account and Region.',
    ['account', 'region'],
  );
  const fallbacks = counter(
    'ec2_reader_fallbacks_total',
    'Answers of EC2 that the faster reader left to the SDK, by action.',
    ['action'],
  );
  const changes = counter('ec2_outcomes_total', 'Changes that EC2 was asked for, by what became of them.', [
    'action',
    'outcome',
  ]);
  const roles = counter('sts_calls_total', 'Roles that the gateway asked STS for, by account and result.', [
    'account',
    'result',
  ]);
  const countCall = fromZero(callResults, (labels: PlaceLabels, result, by) =>
    ofAccounts.inc({ ...labels, result }, by),
  );
  const countRole = fromZero(roleResults, (labels: AccountLabel, result, by) =>
    roles.inc({ ...labels, result }, by),
  );

  return {
    called(action: string, result: string, seconds: number, { accountId, region }: Place): void {
      calls.observe({ action, result }, seconds);
      countCall({ ...labelsOf(accountId), region }, toCallResult(result));
    },
    paced(paced: string, seconds: number, { accountId, region }: Place): void {
      pauses.observe({ action: paced }, seconds);
      waits.inc({ ...labelsOf(accountId), region }, seconds);
    },
    fellBack: (action: string) => fallbacks.inc({ action }),
    grouped: (action: string, count: number) => loads.observe({ action }, count),
    settled: (action: string, outcome: (typeof outcomes)[number]) => changes.inc({ action, outcome }),
    assumed: (accountId: string, result: (typeof roleResults)[number]) =>
      countRole(labelsOf(accountId), result),

    /** Shows every action that changes something, so that the first outcome of a kind is an increase. */
    watchOutcomes(actions: Iterable<string>): void {
      for (const action of actions) for (const outcome of outcomes) changes.inc({ action, outcome }, 0);
    },

    /** How many reads wait, by action. */
    watchLanes: (read: () => Iterable<readonly [action: string, waiting: number]>) =>
      showEach('ec2_lane_waiting', 'Loads and lists that are waiting for a call.', ['action'], () =>
        labelled('action', read()),
      ),
  };
}

/**
 * Counts by result. With the first result of an account, every other one is shown as 0, so that the first one of another kind is an increase:
 * the first success after refusals must end the alert about them.
 */
function fromZero<Labels extends object, Result extends string>(
  results: readonly Result[],
  inc: (labels: Labels, result: Result, by: number) => void,
): (labels: Labels, result: Result) => void {
  const shown = new Set<string>();
  return (labels, result) => {
    const key = Object.values(labels).join(' ');
    if (!shown.has(key)) for (const each of results) inc(labels, each, 0);
    shown.add(key);
    inc(labels, result, 1);
  };
}
