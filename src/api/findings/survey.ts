/** The findings of all accounts and Regions, for programs that nobody asks in a request: read one after the other, as a caller of its own. */
import type { Served } from '../../access/access.ts';
import { type Caller, surveyorSubject } from '../../caller.ts';
import { type Allowance, openAllowance } from '../../ec2/estate/allowance.ts';
import { Ec2Failure } from '../../ec2/failure.ts';
import type { Ec2Scope, Place } from '../../ec2/scope.ts';
import type { Scopes } from '../../ec2/scopes.ts';
import { createOwnUsage } from '../../ec2/usage.ts';
import { createEstates } from '../estates.ts';
import type { Choice } from './choice.ts';
import { type Findings, inOrder, readFindings } from './read.ts';

/** The accounts file may name its subject as one of the subjects of `access` of an account. */
export const surveyor: Caller = {
  subject: surveyorSubject,
  issuer: 'local',
  permissions: new Set(['traffic-mirror:read', 'traffic-mirror:insight']),
};

export interface Surveyable {
  /** Undefined when there is no account that may be read. */
  readonly scopes: Scopes | undefined;
  /** The accounts of the configuration whose `access` does not name the subject. */
  readonly leftOutAccountIds: readonly string[];
}

export function surveyableBy(access: Served): Surveyable {
  const scopes = access.scopesFor(surveyor);
  const open = new Set(scopes?.all.map(({ accountId }) => accountId));
  return { scopes, leftOutAccountIds: access.accountIds.filter((id) => !open.has(id)) };
}

interface SurveyOptions {
  readonly access: Served;
  /** What the subject may read. */
  readonly scopes: Scopes;
  /** Which of it is judged. Default: all. */
  readonly chosen?: readonly Place[];
  readonly choice: Choice;
  /** For each account and Region. */
  readonly allowance: Allowance;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** @throws the signal's reason when it is aborted. What cannot be read is in `failures`. */
export async function surveyFindings(options: SurveyOptions): Promise<Findings> {
  const { access, scopes, chosen = scopes.all, choice, allowance, signal } = options;
  const { approvedTargets } = access;
  const estates = (scope: Ec2Scope) => {
    const usage = createOwnUsage(surveyor, { signal });
    return createEstates({ scope, scopes, usage, allowance: openAllowance(allowance) });
  };
  const readAt = new Date().toISOString();
  const parts: Findings[] = [];
  for (const scope of chosen.map(scopes.at)) {
    const part = readFindings({ access, approvedTargets, estates }, [scope], choice);
    parts.push(await part.catch((failure: unknown) => failed(scope, failure, readAt)));
    signal.throwIfAborted();
  }
  return {
    findings: inOrder(parts.flatMap(({ findings }) => findings)),
    unchecked: parts.flatMap(({ unchecked }) => unchecked),
    failures: parts.flatMap(({ failures }) => failures),
    readAt,
  };
}

/** @throws what is no failure of a call. */
function failed(scope: Ec2Scope, failure: unknown, readAt: string): Findings {
  if (!(failure instanceof Ec2Failure)) throw failure;
  return { findings: [], unchecked: [], failures: [{ scope, failure }], readAt };
}
