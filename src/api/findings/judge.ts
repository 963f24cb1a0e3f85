/** Judges what was read of an account and Region, and gives others their turn while it does. */
import type { Served } from '../../access/access.ts';
import { approvesTarget } from '../../access/approvedTargets.ts';
import type { ApprovedTargets } from '../../config/accounts.ts';
import type { EstateFacts } from '../../ec2/estate/drafts.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import { createPause, ownTurn } from '../../longWork.ts';
import { type Evaluation, evaluate, type Finding, type Question } from '../../mirroring/findings/evaluate.ts';
import type { FindingCode } from '../../mirroring/findings/rules.ts';
import type { Unchecked } from '../../mirroring/findings/unchecked.ts';

/** A finding, and where the subject was read. */
export interface ScopedFinding extends Finding {
  readonly scope: Ec2Scope;
}

/** A rule that could not be checked, and where its subjects are. */
export interface ScopedUnchecked extends Unchecked<FindingCode> {
  readonly scope: Ec2Scope;
}

/** What the rules ask of the gateway itself. */
export interface Policy {
  readonly access: Pick<Served, 'serves'>;
  /** Undefined: targets need no approval. */
  readonly approvedTargets: ApprovedTargets | undefined;
}

/** Evaluates the rules. @param what which rules, and about what. Default: all, about everything. */
export async function judge(
  { access, approvedTargets }: Policy,
  { accountId, region }: Ec2Scope,
  facts: EstateFacts,
  what: Pick<Question, 'codes' | 'selection'> = {},
): Promise<Evaluation> {
  await ownTurn();
  return evaluate(facts, {
    ...what,
    accountId,
    region,
    gateway: {
      serves: access.serves,
      approves: approvedTargets && ((target) => approvesTarget(approvedTargets, target)),
    },
    pause: createPause(),
  });
}

export const findingsIn = (scope: Ec2Scope, findings: readonly Finding[]): ScopedFinding[] =>
  findings.map((finding) => ({ ...finding, scope }));

export const uncheckedIn = (scope: Ec2Scope, rows: Evaluation['unchecked']): ScopedUnchecked[] =>
  rows.map((row) => ({ ...row, scope }));
