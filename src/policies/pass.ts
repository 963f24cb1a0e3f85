/** One pass of an account and Region: it is read whole, every policy is planned, and the steps are made that nothing holds back. */
import { randomUUID } from 'node:crypto';
import type { Access } from '../access/access.ts';
import type { Audit } from '../audit/audit.ts';
import { loopCaller } from '../caller.ts';
import type { Policy } from '../config/policies.ts';
import type { PoliciesInForce } from '../config/readPolicies.ts';
import type { Mutex } from '../ec2/changes/mutex.ts';
import { type Ec2Scope, nameOf, type Place } from '../ec2/scope.ts';
import { createOwnUsage } from '../ec2/usage.ts';
import type { Logger } from '../log.ts';
import { type Approvals, type Approved, type FailedStep, isWithin } from './approvals.ts';
import type { Ended } from './carryOut.ts';
import { type BlockCode, guarded } from './guards.ts';
import { openToLoop } from './loop.ts';
import { type MadeAll, makeAll } from './makeAll.ts';
import { createMemory, type Memory } from './memory.ts';
import { policyHashOf } from './planHash.ts';
import { planOf } from './planOf.ts';
import type { PolicyPlan, PolicyStep, StepKind } from './policyPlan.ts';
import { type PlaceReading, readPlace } from './readPlace.ts';
import type { RefusalCode } from './refusals.ts';
import { isFor } from './select.ts';
import type { Approves } from './targets.ts';

/** How long reading an account and Region may take. */
const readMs = 60_000;

export interface PassOptions {
  readonly access: Pick<Access, 'now'>;
  readonly policies: () => Promise<PoliciesInForce>;
  /** Whether sessions of a policy may send to a target, as the accounts file says now. */
  readonly approves: (policy: Policy, ...target: Parameters<Approves>) => boolean;
  readonly audit: Pick<Audit, 'of'>;
  readonly mutex: Mutex;
  readonly approvals: Approvals;
  /** Whether changes are off: then it only looks. */
  readonly isReadOnly: boolean;
  /** Whether it is this replica's turn in an account and Region. */
  readonly isOurs: (place: Place) => Promise<boolean>;
  readonly onStep: (policyName: string, kind: StepKind, outcome: 'made' | 'needless' | RefusalCode) => void;
  readonly log: Logger;
}

/** How a policy stood in an account and Region in the last pass. */
export interface Stood {
  readonly policyName: string;
  readonly standings: PolicyPlan['standings'];
  readonly blocks: readonly BlockCode[];
}

export interface Passes {
  /** @throws Ec2Failure when the account and Region could not be read whole: nothing is changed then. */
  run(scope: Ec2Scope, signal: AbortSignal): Promise<void>;
  /** By account and Region, each policy. */
  stood(): readonly Stood[];
}

/** What one policy's part of a pass needs. */
interface Turn {
  readonly scope: Ec2Scope;
  readonly file: PoliciesInForce;
  readonly policy: Policy;
  readonly reading: PlaceReading;
  /** Targets that take no more in this pass. */
  readonly full: Set<string>;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export function createPasses(options: PassOptions): Passes {
  const { access, policies, approves, audit, mutex, approvals, isReadOnly, isOurs, onStep, log } = options;
  const memories = new Map<string, Memory>();
  const known = new Map<string, readonly Stood[]>();

  async function run(scope: Ec2Scope, signal: AbortSignal): Promise<void> {
    const file = await policies();
    const mine = file.policies.filter((policy) => isFor(policy, scope));
    const name = nameOf(scope);
    if (mine.length === 0 || !(await isOurs(scope))) return void known.delete(name);
    let reading = await read(scope, signal).catch((failure: unknown) => {
      known.set(name, unread(mine, known.get(name) ?? []));
      throw failure;
    });
    const stood: Stood[] = [];
    const common = { scope, file, full: new Set<string>(), requestId: randomUUID(), signal };
    let isOver = false;
    for (const policy of mine) {
      const done = await runPolicy({ ...common, policy, reading }, isOver);
      stood.push(done.stood);
      reading = done.reading;
      isOver ||= done.stopped?.ends === 'place';
    }
    known.set(name, stood);
  }

  function read(scope: Ec2Scope, signal: AbortSignal): Promise<PlaceReading> {
    const usage = createOwnUsage(loopCaller, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(readMs)]),
    });
    return readPlace(scope, openToLoop(access.now()) ?? { find: () => undefined }, usage);
  }

  /** @param isOver whether nothing more is changed in this pass. */
  async function runPolicy(
    turn: Turn,
    isOver: boolean,
  ): Promise<Partial<MadeAll> & { stood: Stood; reading: PlaceReading }> {
    const { scope, file, policy, reading, full, requestId, signal } = turn;
    const memory = memoryOf(scope, policy);
    const approvesNow: Approves = (target) => approves(policy, target);
    const planning = { owner: file.owner, approves: approvesNow, full };
    const plan = planOf(policy, reading, planning);
    const approved = approvedFor(turn, plan);
    const { steps, blocks, waiting } = choose(plan, file, memory, approved);
    memory.saw(plan);
    const stood = { policyName: policy.name, standings: plan.standings };
    const always: BlockCode[] = isReadOnly ? ['READ_ONLY'] : memory.isDenied() ? ['NOT_ALLOWED'] : [];
    const isIdle = policy.mode !== 'apply' && approved === undefined;
    if (isOver || isIdle || always.length > 0)
      return { stood: { ...stood, blocks: [...always, ...blocks] }, reading };
    const made = await makeAll(
      steps,
      {
        scope,
        policy,
        planning,
        reading,
        memory,
        mutex,
        recorder: audit.of({ requestId, actor: loopCaller }),
        asked: { operation: approved?.operation, onBehalfOf: approved?.onBehalfOf },
        signal,
      },
      full,
    );
    report(turn, made.ended);
    if (approved !== undefined) endIfOver(scope, approved, made, waiting);
    const code = made.stopped?.code;
    const further =
      code === 'AUDIT_UNAVAILABLE' || code === 'NOT_ALLOWED' || code === 'FILTER_GONE' ? [code] : [];
    return { ...made, stood: { ...stood, blocks: [...new Set([...blocks, ...further])] } };
  }

  function memoryOf(scope: Ec2Scope, { name }: Policy): Memory {
    const key = `${nameOf(scope)} ${name}`;
    const memory = memories.get(key) ?? createMemory();
    memories.set(key, memory);
    return memory;
  }

  /** The approval of the plan, if it is still what was approved. */
  function approvedFor({ scope, file, policy }: Turn, plan: PolicyPlan): Approved | undefined {
    const approved = approvals.find(policy.name, scope);
    if (approved === undefined) return undefined;
    if (approved.policyHash === policyHashOf(file.owner, policy) && isWithin(plan.steps, approved, scope))
      return approved;
    approvals.end(approved, scope, []);
    return undefined;
  }

  function report({ scope, policy }: Turn, ended: readonly Ended[]): void {
    const outcomes: Record<string, number> = {};
    for (const { step, result } of ended) {
      const outcome = result.kind === 'refused' ? result.refusal.code : result.kind;
      onStep(policy.name, step.kind, outcome);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    if (ended.length === 0) return;
    const { accountId, region } = scope;
    const isWhole = ended.every(({ result }) => result.kind !== 'refused');
    const line = { accountId, region, policy: policy.name, outcomes };
    if (isWhole) log.notice(line, 'sessions of a policy were changed');
    else log.warn(line, 'some sessions of a policy could not be changed');
  }

  /** An operation goes on as long as a further pass may do more about it. */
  function endIfOver(
    scope: Ec2Scope,
    approved: Approved,
    { ended, stopped }: MadeAll,
    waiting: readonly Failed[],
  ): void {
    const refused = ended.flatMap(({ step, result }) =>
      result.kind === 'refused' ? [{ step, ...result.refusal }] : [],
    );
    if (stopped?.ends === 'place' || refused.some(({ ends }) => ends === 'nothing')) return;
    const { accountId, region } = scope;
    const failures = [...waiting, ...refused].map(
      ({ step, code }): FailedStep => ({
        accountId,
        region,
        networkInterfaceId: step.networkInterfaceId,
        trafficMirrorSessionId: step.kind === 'CREATE' ? undefined : step.trafficMirrorSessionId,
        code,
      }),
    );
    approvals.end(approved, scope, failures);
  }

  return { run, stood: () => [...known.values()].flat() };
}

/** How policies stand where nothing could be read: as they stood before. */
const unread = (policies: readonly Policy[], before: readonly Stood[]): Stood[] =>
  policies.map(({ name: policyName }) => ({
    policyName,
    standings: before.find((one) => one.policyName === policyName)?.standings ?? [],
    blocks: ['READ_INCOMPLETE'],
  }));

interface Failed {
  readonly step: PolicyStep;
  readonly code: RefusalCode;
}

/** The steps that are made now. What waits takes no place of other steps, but deletes that wait count for the guard. */
function choose(
  plan: PolicyPlan,
  { problems }: PoliciesInForce,
  memory: Memory,
  approved: Approved | undefined,
) {
  if (approved !== undefined) memory.forgive(approved);
  const waiting: Failed[] = [];
  for (const step of plan.steps) {
    const code = memory.waits(step);
    if (code !== undefined) waiting.push({ step, code });
  }
  const waits = new Set(waiting.map(({ step }) => step));
  const isReady = (step: PolicyStep) => !waits.has(step);
  if (approved !== undefined) return { steps: plan.steps.filter(isReady), blocks: [], waiting };
  const ready = plan.steps.filter((step) => step.kind === 'DELETE' || isReady(step));
  const beside = { isFileInvalid: problems.length > 0, deletedBefore: memory.deletedBefore() };
  const { steps, blocks } = guarded({ ...plan, steps: ready }, beside);
  return { steps: steps.filter(isReady), blocks: blocks.map(({ code }) => code), waiting };
}
