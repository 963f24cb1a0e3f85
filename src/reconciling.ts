/** Keeps EC2 as the policies say, in the background: in all accounts and Regions that are open to it. */
import { approvesForPolicy } from './access/approvedTargets.ts';
import type { Audit } from './audit/audit.ts';
import { loopCaller } from './caller.ts';
import type { Config } from './config/config.ts';
import type { PolicyFile } from './config/readPolicies.ts';
import type { Coordination } from './coordination.ts';
import type { Mutex } from './ec2/changes/mutex.ts';
import type { Reachable } from './endpoint.ts';
import type { Metrics } from './http/metrics.ts';
import type { Logger } from './log.ts';
import type { Approvals, Approved, FailedStep } from './policies/approvals.ts';
import { openToLoop, startLoop } from './policies/loop.ts';
import { createPasses } from './policies/pass.ts';
import { byLease, isInShard, type Shares } from './policies/shares.ts';

interface Parts {
  readonly config: Pick<Config, 'policyShard'>;
  readonly everyMs: number;
  /** Undefined: there are no other replicas, or all of them do the same. */
  readonly store: Coordination['store'];
  readonly audit: Audit;
  readonly mutex: Mutex;
  readonly approvals: Approvals;
  /** Why changes are off: then it only looks. */
  readonly readOnlyReason: string | undefined;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** How often it is looked whether the policy file has another text, at the most. */
const watchMs = 2_000;

/** Begins at once. @param file undefined: there are no policies, and nothing is done. */
export function startReconciling(
  { access }: Reachable,
  file: PolicyFile | undefined,
  { config, everyMs, store, audit, mutex, approvals, readOnlyReason, log, metrics }: Parts,
): { stop(): Promise<void> } {
  if (file === undefined) return { stop: async () => {} };
  const isReadOnly = readOnlyReason !== undefined;
  const placeCount = () => openToLoop(access.now())?.all.length ?? 0;
  // A replica that changes nothing must not keep others from it.
  const shares = store === undefined || isReadOnly ? everywhere : byLease(store, placeCount);
  const passes = createPasses({
    access,
    policies: file.inForce,
    approves: (policy, target) => approvesForPolicy(policy, access.now().approvedTargets, target),
    audit,
    mutex,
    approvals,
    isReadOnly,
    isOurs: async (place) =>
      approvals.isWorkedOn(place) ||
      ((config.policyShard === undefined || isInShard(place, config.policyShard)) &&
        (await shares.isOurs(place))),
    onStep: metrics.policyStep,
    log,
  });
  const loop = startLoop({
    access,
    everyMs,
    async work(scope, signal) {
      const beganAtMs = performance.now();
      await passes.run(scope, signal);
      metrics.policyPassed((performance.now() - beganAtMs) / 1_000);
    },
    log,
    name: 'policies',
  });
  approvals.onApproved(({ places }) => loop.begin(places));
  const watch = watchFile(file, everyMs > 0 ? Math.min(watchMs, everyMs) : watchMs, () => loop.begin(), log);
  metrics.watchPolicies({
    interfaces: () =>
      passes
        .stood()
        .flatMap(({ policyName, standings }) => standings.map(({ state }) => [policyName, state] as const)),
    blocks: () =>
      passes.stood().flatMap(({ policyName, blocks }) => blocks.map((code) => [policyName, code] as const)),
    oldestPassSeconds: loop.oldestSeconds,
    isFileValid: watch.isValid,
  });
  return {
    async stop() {
      watch.stop();
      await loop.stop();
      shares.release();
    },
  };
}

const everywhere: Shares = { isOurs: async () => true, release: () => {} };

/** Begins a pass everywhere as soon as the file has another text that is in force. */
function watchFile(file: PolicyFile, everyMs: number, begin: () => void, log: Logger) {
  let revision: string | undefined;
  let said = '';
  let isValid = true;
  const look = async () => {
    const { revision: now, problems } = await file.inForce();
    isValid = problems.length === 0;
    if (revision !== undefined && revision !== now) begin();
    revision = now;
    const text = problems.join('\n');
    if (text !== said && !isValid)
      log.error(
        { problems },
        'the policy file has a newer text that is wrong; the one before it stays in force, without deletes',
      );
    if (text !== said && isValid) log.notice({ revision }, 'the policy file can be used again');
    said = text;
  };
  void look();
  const timer = setInterval(() => void look(), everyMs).unref();
  return { isValid: () => isValid, stop: () => clearInterval(timer) };
}

/** Records the end of an operation. */
export const reportEnd =
  (audit: Pick<Audit, 'of'>) =>
  ({ operation, policyName, onBehalfOf }: Approved, failures: readonly FailedStep[]): void =>
    audit.of({ requestId: operation, actor: loopCaller }).operation({
      phase: 'end',
      operation,
      policy: policyName,
      onBehalfOf,
      failed: failures.length,
    });
