/** Reads all of an account and Region that the rules about mirroring look at, each kind as soon as what decides about it is there. */
import { ownTurn } from '../../longWork.ts';
import type { EstateKind } from '../../mirroring/facts.ts';
import type { Ec2Scope } from '../scope.ts';
import type { Scopes } from '../scopes.ts';
import type { Ec2Usage } from '../usage.ts';
import { type Remaining, readWithin } from './allowance.ts';
import { createDrafts, type EstateFacts, toFacts } from './drafts.ts';
import { needs, withPrerequisites } from './needs.ts';
import { readOtherAccounts } from './otherAccounts.ts';
import { createReader } from './reader.ts';
import { usedTargets } from './uses.ts';

export interface EstateRequest {
  /** The account and Region. */
  readonly scope: Ec2Scope;
  /** What the caller may use, for what belongs to other accounts. */
  readonly scopes: Pick<Scopes, 'find'>;
  /** What is wanted. What decides how it is read is read too. */
  readonly kinds: Iterable<EstateKind>;
  readonly allowance: Remaining;
  /** Of the request. Its limit of calls does not count; its signal and cost do. */
  readonly usage: Ec2Usage;
}

/**
 * Reads the estate. What could not be read is a gap in the facts.
 *
 * @throws Ec2Failure when sessions, targets or filters are wanted and cannot be read: then there is nothing to judge. Also when the request
 *   itself has ended.
 */
export const readEstate = (request: EstateRequest): Promise<EstateFacts> =>
  readWithin(request.allowance, request.usage, (usage) => readAll(request, usage));

async function readAll({ scope, scopes, kinds }: EstateRequest, usage: Ec2Usage): Promise<EstateFacts> {
  const drafts = createDrafts();
  const reader = createReader(drafts, scope, usage);
  const wanted = withPrerequisites(kinds);
  const reads = new Map<EstateKind, Promise<void>>();
  const read = (kind: EstateKind): Promise<void> => {
    const begun = reads.get(kind) ?? readAfter(kind);
    reads.set(kind, begun);
    return begun;
  };
  const readAfter = async (kind: EstateKind) => {
    await Promise.all(needs[kind].after.map(read));
    await needs[kind].read(reader, drafts);
  };
  const readOthers = async () => {
    if (!wanted.has('sessions') || !wanted.has('targets')) return;
    await Promise.all([read('sessions'), read('targets')]);
    const wants = (kind: EstateKind) => wanted.has(kind);
    await readOtherAccounts(drafts, { scope, scopes, wants, targets: usedTargets(drafts), usage });
  };
  await Promise.all([...[...wanted].map(read), readOthers()]);
  await ownTurn();
  return toFacts(drafts);
}
