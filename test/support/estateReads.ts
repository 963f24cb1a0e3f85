/** Reads the estate of an embedded EC2 with the gateway's readers, as a caller with every permission or fewer would. */
import type { Served } from '../../src/access/access.ts';
import { createEstates } from '../../src/api/estates.ts';
import { type Effect, type FindingsDelta, readDelta } from '../../src/api/findings/delta.ts';
import { permissions, type Right } from '../../src/caller.ts';
import { type Allowance, openAllowance } from '../../src/ec2/estate/allowance.ts';
import type { EstateFacts } from '../../src/ec2/estate/drafts.ts';
import { readAround, type Subjects } from '../../src/ec2/estate/readAround.ts';
import { readEstate } from '../../src/ec2/estate/readEstate.ts';
import { createScope, type Ec2Scope } from '../../src/ec2/scope.ts';
import { type EstateKind, estateKinds, type Gap, NotRead } from '../../src/mirroring/facts.ts';
import { cleanUp } from './cleanUp.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';
import { question } from './findings.ts';
import { createTestUsage } from './usage.ts';

export interface EstateSubject {
  readonly emulator: Emulator;
  read(options?: ReadOptions): Promise<EstateFacts>;
  /** Reads again and again as the same caller. */
  reader(options?: ReadOptions): () => Promise<EstateFacts>;
  around(subjects: Subjects, options?: ReadOptions): Promise<EstateFacts>;
  /** What a plan would show of a change. */
  foresee(effect: Pick<Effect, 'touched' | 'change'>): Promise<FindingsDelta>;
  /** How many calls were made since the start or the last `emulator.resetCalls()`. */
  calls(): number;
}

interface ReadOptions {
  readonly kinds?: Iterable<EstateKind>;
  readonly allowance?: Partial<Allowance>;
  /** Default: all. */
  readonly held?: readonly Right[];
  /** Default: the home account alone. */
  readonly otherAccounts?: readonly string[];
  readonly signal?: AbortSignal;
}

export const home = '123456789012';

/** What the rules read: all but what only the judgement of sources and the simulation look at. */
export const ofRules = estateKinds.filter((kind) => kind !== 'subnets' && kind !== 'vpcs');

export async function startEstate(options: EmulatorOptions): Promise<EstateSubject> {
  const keys = (accountId: string) => `AKIA${accountId}`;
  const emulator = await startEmulator({
    accounts: Object.fromEntries([home, '210987654321'].map((accountId) => [keys(accountId), { accountId }])),
    ...options,
  });
  const scopeOf = (accountId: string, held: readonly Right[]): Ec2Scope => {
    const credentials = { accessKeyId: keys(accountId), secretAccessKey: 'secret' };
    const allows = (right: Right) => held.includes(right);
    const scope = createScope({
      accountId,
      region: 'us-east-1',
      endpoint: emulator.url,
      credentials,
      allows,
    });
    cleanUp(() => scope.connection().close());
    return scope;
  };
  const toRequest = ({
    kinds = ofRules,
    allowance = {},
    held = permissions,
    otherAccounts = [],
    signal,
  }: ReadOptions) => {
    const scope = scopeOf(home, held);
    const all = [scope, ...otherAccounts.map((accountId) => scopeOf(accountId, held))];
    const scopes = {
      find: (accountId: string, region: string) =>
        all.find((one) => one.accountId === accountId && one.region === region),
    };
    const usage = createTestUsage(signal);
    const remaining = () => openAllowance({ calls: 300, ms: 200_000, ...allowance });
    return () => ({ scope, scopes, kinds, allowance: remaining(), usage });
  };
  return {
    emulator,
    read: (given = {}) => readEstate(toRequest(given)()),
    reader(given = {}) {
      const request = toRequest(given);
      return () => readEstate({ ...request(), usage: createTestUsage(given.signal) });
    },
    around: (subjects, given = {}) => readAround(toRequest(given)(), subjects),
    foresee(effect) {
      const request = toRequest({})();
      const estates = createEstates(request);
      // A plan asks nothing else of it.
      const access = { serves: question.gateway.serves } as Served;
      const context = { access, approvedTargets: undefined, estates: () => estates };
      return readDelta(context, { scope: request.scope, earlier: {}, ...effect });
    },
    calls: () => [...emulator.calls.values()].reduce((sum, count) => sum + count, 0),
  };
}

/** Why a table cannot answer. Undefined when it can. */
export function gapOf(ask: () => unknown): Gap | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof NotRead) return error.gap;
    throw error;
  }
}

const hasTag = (value: string) => (record: { tags: readonly { value: string }[] }) =>
  record.tags.some((tag) => tag.value === value);
/** The target that shows a fault in the seed `broken`, and the session that uses it. */
export function faulty({ targets, sessions }: EstateFacts, fault: string) {
  const target = targets.all().find(hasTag(fault));
  if (target === undefined) throw new Error(`the seed has no ${fault}`);
  const [session] = sessions.where('trafficMirrorTargetId', target.trafficMirrorTargetId);
  if (session === undefined) throw new Error(`${fault} has no session`);
  return { target, session };
}
