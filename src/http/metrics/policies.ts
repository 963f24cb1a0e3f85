/** The metrics of policies and of the operations that carry out their plans. Without accounts: these are many. */
import type { Instruments } from './instruments.ts';

interface Policies {
  /** How many interfaces are in each state for each policy, in the last pass of each account and Region. */
  readonly interfaces: () => Iterable<readonly [policy: string, state: string]>;
  /** What held each policy back, in the last pass of each account and Region. */
  readonly blocks: () => Iterable<readonly [policy: string, code: string]>;
  readonly oldestPassSeconds: () => number;
  readonly isFileValid: () => boolean;
}

/** A pass that changes much takes minutes. */
const passBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

export function policyMetrics({ counter, histogram, show, showEach }: Instruments) {
  const steps = counter(
    'mirror_policy_steps_total',
    'Steps of plans of policies: made, needless when they were looked at again, or why not.',
    ['policy', 'kind', 'outcome'],
  );
  const seconds = histogram(
    'mirror_policy_pass_seconds',
    'How long passes of an account and Region took, changes included.',
    [],
    passBuckets,
  );
  return {
    policyStep: (policy: string, kind: string, outcome: string) => steps.inc({ policy, kind, outcome }),
    policyPassed: (took: number) => seconds.observe(took),
    watchPolicies({ interfaces, blocks, oldestPassSeconds, isFileValid }: Policies): void {
      showEach(
        'mirror_policy_interfaces',
        'Interfaces that each policy selects, by state, in the last pass of each account and Region.',
        ['policy', 'state'],
        () => [...interfaces()].map(([policy, state]) => [{ policy, state }, 1] as const),
      );
      showEach(
        'mirror_policy_blocked',
        'Accounts and Regions in which something held steps of a policy back in the last pass, by what it was.',
        ['policy', 'code'],
        () => [...blocks()].map(([policy, code]) => [{ policy, code }, 1] as const),
      );
      show(
        'mirror_policy_oldest_pass_seconds',
        'For how long no pass has been complete in the account and Region where that is longest ago.',
        oldestPassSeconds,
      );
      show(
        'mirror_policy_file_valid',
        '1, or 0 while the policy file has a newer text that is wrong and therefore not in force.',
        () => Number(isFileValid()),
      );
    },
    /** @param running how many there are, by the kinds of the schema. */
    watchOperations: (running: Readonly<Record<string, () => number>>): void =>
      showEach('mirror_operations_running', 'Operations that this replica works on.', ['kind'], () =>
        Object.entries(running).map(([kind, count]) => [{ kind }, count()] as const),
      ),
  };
}
