/**
 * What a replica remembers of a policy in an account and Region. It delays steps and explains why they are not made; nothing that must be
 * true depends on it, so a restart forgets it without harm.
 */
import type { PolicyPlan, PolicyStep } from './policyPlan.ts';
import type { Refusal, RefusalCode } from './refusals.ts';

const minuteMs = 60_000;
/**
 * An interface is left alone for so long after a refusal, and twice as long after each further one: what EC2 refuses for good is tried at
 * most twice in ten minutes. Who has mended it need not wait: an approved plan tries everything again.
 */
const waitsMs = { first: 5 * minuteMs, most: 60 * minuteMs };
/** After so many refusals of IAM in a row, the policy changes nothing there for a while. */
const denials = { most: 5, pauseMs: 15 * minuteMs };
/** A session that is still wrong after so many changes is somebody else's, too. */
const mostMends = 3;

export interface Memory {
  /** The sessions that the plan of the complete reading before would have deleted. */
  deletedBefore(): ReadonlySet<string>;
  /** To be called with the plan of every complete reading. */
  saw(plan: Pick<PolicyPlan, 'steps'>): void;
  /** Why a step is not tried now. */
  waits(step: PolicyStep): RefusalCode | undefined;
  made(step: PolicyStep): void;
  refused(step: PolicyStep, refusal: Refusal): void;
  /** Whether IAM has refused so often that nothing is tried for a while. */
  isDenied(): boolean;
  /** Somebody has looked, and wants everything tried again. @param approved for which it is forgiven once. */
  forgive(approved: object): void;
}

interface Waiting {
  readonly code: RefusalCode;
  readonly untilMs: number;
  readonly times: number;
}

/** @param now milliseconds on any clock. */
export function createMemory(now: () => number = () => performance.now()): Memory {
  const waiting = new Map<string, Waiting>();
  /** How often each session was changed that is still wrong. */
  const mends = new Map<string, number>();
  let deletes: ReadonlySet<string> = new Set();
  let forgivenFor: object | undefined;
  let denied = { times: 0, untilMs: 0 };

  function wait(networkInterfaceId: string, code: RefusalCode): void {
    const times = (waiting.get(networkInterfaceId)?.times ?? 0) + 1;
    const untilMs = now() + Math.min(waitsMs.most, waitsMs.first * 2 ** (times - 1));
    waiting.set(networkInterfaceId, { code, untilMs, times });
  }

  return {
    deletedBefore: () => deletes,
    saw({ steps }) {
      deletes = idsOf(steps, 'DELETE');
      const wrong = idsOf(steps, 'MODIFY');
      for (const id of mends.keys()) if (!wrong.has(id)) mends.delete(id);
      const concerned = new Set(steps.map((step) => step.networkInterfaceId));
      for (const id of waiting.keys()) if (!concerned.has(id)) waiting.delete(id);
    },
    waits(step) {
      const { code, untilMs } = waiting.get(step.networkInterfaceId) ?? {};
      if (code !== undefined && now() < (untilMs ?? 0)) return code;
      if (step.kind !== 'MODIFY' || (mends.get(step.trafficMirrorSessionId) ?? 0) < mostMends)
        return undefined;
      // It gets as many changes again after the wait.
      mends.delete(step.trafficMirrorSessionId);
      wait(step.networkInterfaceId, 'NOT_CONVERGING');
      return 'NOT_CONVERGING';
    },
    made(step) {
      denied = { times: 0, untilMs: 0 };
      if (step.kind !== 'MODIFY') waiting.delete(step.networkInterfaceId);
      else mends.set(step.trafficMirrorSessionId, (mends.get(step.trafficMirrorSessionId) ?? 0) + 1);
    },
    refused({ networkInterfaceId }, { code, ends }) {
      if (ends === 'interface') wait(networkInterfaceId, code);
      if (code !== 'UNAUTHORIZED') return;
      const times = denied.times + 1;
      denied = { times, untilMs: times < denials.most ? 0 : now() + denials.pauseMs };
    },
    isDenied: () => now() < denied.untilMs,
    forgive(approved) {
      if (approved === forgivenFor) return;
      forgivenFor = approved;
      waiting.clear();
      mends.clear();
      denied = { times: 0, untilMs: 0 };
    },
  };
}

const idsOf = (steps: readonly PolicyStep[], wanted: 'MODIFY' | 'DELETE') =>
  new Set(
    steps.flatMap((step) =>
      step.kind === wanted && 'trafficMirrorSessionId' in step ? step.trafficMirrorSessionId : [],
    ),
  );
