/** One pass of an account and Region: it is read whole, every policy is planned, and the steps are made that nothing holds back. */
import { randomUUID } from 'node:crypto';
import type { Access } from '../access/access.ts';
import type { Audit } from '../audit/audit.ts';
import { loopCaller } from '../caller.ts';
import type { Policy } from '../config/policies.ts';
import type { PoliciesInForce } from '../config/readPolicies.ts';
import type { Mutex } from '../ec2/changes/mutex.ts';
import { runUntil } from '../ec2/deadline.ts';
import { type Ec2Scope, nameOf, type Place } from '../ec2/scope.ts';
import { createOwnUsage } from '../ec2/usage.ts';
import type { Logger } from '../log.ts';
import { type Approvals, type Approved, isWithin } from './approvals.ts';
import { choose } from './chosen.ts';
import { explained } from './explained.ts';
import { type Block, blockOf, firstOfEach } from './guards.ts';
import type { LastPasses, Stood } from './lastPasses.ts';
import { openToLoop } from './loop.ts';
import { type MadeAll, makeAll } from './makeAll.ts';
import { createMemory, type Memory } from './memory.ts';
import { failuresOf, type OnStep, refusalsIn, reportSteps } from './outcomes.ts';
import { policyHashOf } from './planHash.ts';
import { planOf } from './planOf.ts';
import type { PolicyPlan } from './policyPlan.ts';
import { type PlaceReading, readPlace } from './readPlace.ts';
import { isNotAllowed } from './refusals.ts';
import { isFor } from './select.ts';
import type { Approves } from './targets.ts';

/** How long reading an account and Region may take. */
const readMs = 60_000;

export interface PassOptions {
  readonly access: Pick<Access, 'now'>;
  readonly policies: () => Promise<PoliciesInForce>;
  /** Whether sessions of a policy may send to a target, as the accounts file says now. */
  readonly approves: (policy: Policy, ...target: Parameters<Approves>) => boolean;
  readonly audit: Pick<Audit, 'of' | 'status'>;
  readonly mutex: Mutex;
  readonly approvals: Approvals;
  /** Where it says how each policy stood. */
  readonly lastPasses: LastPasses;
  /** Whether changes are off: then it only looks. */
  readonly isReadOnly: boolean;
  /** Whether it is this replica's turn in an account and Region. */
  readonly isOurs: (place: Place) => Promise<boolean>;
  readonly onStep: OnStep;
  readonly log: Logger;
  /** Milliseconds on any clock, for what is tried again later. Default: the computer's. */
  readonly now?: () => number;
}

export interface Passes {
  /** @throws Ec2Failure when the account and Region could not be read whole: nothing is changed then. */
  run(scope: Ec2Scope, signal: AbortSignal): Promise<void>;
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
  const { access, policies, approves, audit, mutex, approvals, lastPasses, isReadOnly, isOurs } = options;
  const memories = new Map<string, Memory>();

  async function run(scope: Ec2Scope, signal: AbortSignal): Promise<void> {
    const file = await policies();
    const mine = file.policies.filter((policy) => isFor(policy, scope));
    // Also what nobody would look for any more.
    for (const approved of approvals.at(scope))
      if (!mine.some(({ name }) => name === approved.policyName)) approvals.giveUp(approved, scope);
    if (mine.length === 0 || !(await isOurs(scope))) return lastPasses.forget(scope);
    let reading = await read(scope, signal).catch((failure: unknown) => {
      lastPasses.put(scope, unread(mine, lastPasses.at(scope), failure));
      throw failure;
    });
    const stood: Stood[] = [];
    const common = { scope, file, full: new Set<string>(), requestId: randomUUID(), signal };
    let isOver = false;
    for (const policy of mine) {
      const done = await runPolicy({ ...common, policy, reading }, isOver);
      stood.push(done.stood);
      reading = done.made?.reading ?? reading;
      isOver ||= done.made?.stopped?.ends === 'place';
    }
    lastPasses.put(scope, stood);
  }

  const read = (scope: Ec2Scope, signal: AbortSignal): Promise<PlaceReading> =>
    runUntil(performance.now() + readMs, signal, (until) =>
      readPlace(
        scope,
        openToLoop(access.now()) ?? { find: () => undefined },
        createOwnUsage(loopCaller, { signal: until }),
      ),
    );

  /** @param isOver whether nothing more is changed in this pass. */
  async function runPolicy(
    turn: Turn,
    isOver: boolean,
  ): Promise<{ readonly stood: Stood; readonly made: MadeAll | undefined }> {
    const { scope, file, policy, reading, full, requestId, signal } = turn;
    const memory = memoryOf(scope, policy);
    const approvesNow: Approves = (target) => approves(policy, target);
    const planning = { owner: file.owner, approves: approvesNow, full };
    const plan = planOf(policy, reading, planning);
    const approved = approvedFor(turn, plan);
    const chosen = choose(plan, file, memory, approved);
    memory.saw(plan);
    const always = blocksOfAll(memory);
    const isIdle = policy.mode !== 'apply' && approved === undefined;
    const work = {
      scope,
      policy,
      planning,
      reading,
      memory,
      mutex,
      recorder: audit.of({ requestId, actor: loopCaller }),
      asked: { operation: approved?.operation, onBehalfOf: approved?.onBehalfOf },
      signal,
    };
    const made = isOver || isIdle || always.length > 0 ? undefined : await makeAll(chosen.steps, work, full);
    if (made !== undefined) {
      reportSteps(plan, made.ended, options);
      const failures = failuresOf(scope, chosen.waiting, made);
      if (approved !== undefined && failures !== undefined) approvals.end(approved, scope, failures);
    }
    const refusals = refusalsIn(chosen, made);
    const { standings } = explained(plan, refusals);
    const blocks = firstOfEach([...always, ...chosen.blocks, ...blocksFrom(made)]);
    return { made, stood: { policyName: policy.name, standings, blocks, refusals } };
  }

  /** What holds all steps of a policy back, whatever its plan is. */
  function blocksOfAll(memory: Memory): Block[] {
    if (isReadOnly) return [blockOf('READ_ONLY')];
    if (!audit.status().isAvailable) return [blockOf('AUDIT_UNAVAILABLE')];
    return memory.isDenied() ? [blockOf('NOT_ALLOWED')] : [];
  }

  function memoryOf(scope: Ec2Scope, { name }: Policy): Memory {
    const key = `${nameOf(scope)} ${name}`;
    const memory = memories.get(key) ?? createMemory(options.now);
    memories.set(key, memory);
    return memory;
  }

  /** The approval of the plan, if it is still what was approved. */
  function approvedFor({ scope, file, policy }: Turn, plan: PolicyPlan): Approved | undefined {
    const approved = approvals.find(policy.name, scope);
    if (approved === undefined) return undefined;
    const isSame =
      approved.policyHash === policyHashOf(file.owner, policy) && plan.filterProblem === undefined;
    if (isSame && isWithin(plan.steps, approved, scope)) return approved;
    approvals.giveUp(approved, scope);
    return undefined;
  }

  return { run };
}

/** How policies stand where nothing could be read: as they stood before. */
const unread = (policies: readonly Policy[], before: readonly Stood[], failure: unknown): Stood[] =>
  policies.map(({ name: policyName }) => ({
    standings: [],
    refusals: new Map(),
    ...before.find((one) => one.policyName === policyName),
    policyName,
    blocks: [blockOf('READ_INCOMPLETE'), ...(isNotAllowed(failure) ? [blockOf('NOT_ALLOWED')] : [])],
  }));

/** What the steps have shown to hold further ones back. */
function blocksFrom(made: MadeAll | undefined): Block[] {
  const code = made?.stopped?.code;
  const isBlock = code === 'AUDIT_UNAVAILABLE' || code === 'NOT_ALLOWED' || code === 'FILTER_GONE';
  return isBlock ? [blockOf(code)] : [];
}
