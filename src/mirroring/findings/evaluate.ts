/** Judges an estate by the rules: what is wrong, and what could not be checked. */
import type { Assumption } from '../assumptions.ts';
import type { RuleFacts } from '../estate.ts';
import { NotRead } from '../facts.ts';
import type { Evidence } from '../paths.ts';
import {
  type About,
  type Asking,
  type Certainty,
  certaintyOf,
  type Found,
  findingId,
  type Gateway,
  NotDecidable,
  type Severity,
} from './rule.ts';
import { type AnyRule, type FindingCode, placeOf, rules } from './rules.ts';
import { type Selection, type Subject, subjectsOf } from './subjects.ts';
import { collectUnchecked, type Unchecked } from './unchecked.ts';

export interface Finding {
  /** The same as long as the same thing is wrong with the same subject. */
  readonly id: string;
  readonly code: FindingCode;
  readonly severity: Severity;
  /** LIKELY when it rests on assumptions. */
  readonly certainty: Certainty;
  readonly message: string;
  readonly remedy: string;
  readonly about: About;
  /** The id of what it is about. */
  readonly subjectId: string;
  /** In the order of their ids. */
  readonly affectedSessionIds: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

export interface Evaluation {
  /** In the order of the rules, most severe first, then by id. */
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked<FindingCode>[];
}

export interface Question {
  /** Where it is asked. The ids of findings depend on it. */
  readonly accountId: string;
  readonly region: string;
  readonly gateway: Gateway;
  /** Default: all. */
  readonly codes?: ReadonlySet<FindingCode> | undefined;
  /** Default: everything. */
  readonly selection?: Selection | undefined;
  /** Called every few microseconds. When it returns a promise, the evaluation waits for it, so that others have their turn. */
  readonly pause?: (() => Promise<void> | undefined) | undefined;
}

/** Checks each subject by each rule that is about it. */
export async function evaluate(facts: RuleFacts, question: Question): Promise<Evaluation> {
  const { codes, selection, gateway, accountId, pause = () => undefined } = question;
  const unchecked = collectUnchecked<FindingCode>();
  const findings: Finding[] = [];
  const asking = { ...gateway, accountId };
  const all = subjectsOf(facts, selection);
  for (const rule of rules.filter(({ code }) => codes?.has(code) ?? true)) {
    const { subjects, gap } = all[rule.about];
    if (gap !== undefined) unchecked.note(rule.code, gap);
    for (const subject of subjects) {
      try {
        for (const found of checkOf(rule, subject, facts, asking)) {
          if (found !== undefined) findings.push(toFinding(rule, subject, found, question));
          const turn = pause();
          if (turn !== undefined) await turn;
        }
      } catch (error) {
        if (!(error instanceof NotRead || error instanceof NotDecidable)) throw error;
        unchecked.note(rule.code, error, subject.id);
      }
      const turn = pause();
      if (turn !== undefined) await turn;
    }
  }
  return { findings: findings.sort(inOrder), unchecked: unchecked.rows() };
}

const inOrder = (left: Finding, right: Finding) =>
  placeOf(left.code) - placeOf(right.code) || (left.id < right.id ? -1 : 1);

/** @throws NotRead or NotDecidable when it is not known what the subject is: EC2 does not show a target that is no longer shared. */
function checkOf(
  rule: AnyRule,
  subject: Subject,
  facts: RuleFacts,
  asking: Asking,
): Iterable<Found | undefined> {
  const record = subject.record();
  if (record === null) throw new NotDecidable(`EC2 does not tell of ${subject.id}`);
  return rule.check(record, facts, asking);
}

function toFinding(
  rule: AnyRule,
  subject: Subject,
  { message, discriminator = '', sessions = subject.sessions(), evidence }: Found,
  { accountId, region }: Question,
): Finding {
  const { code, severity, remedy, about, assumptions = [] } = rule;
  return {
    id: findingId({ accountId, region, code, subjectId: subject.id, discriminator }),
    code,
    severity,
    certainty: certaintyOf(rule),
    message,
    remedy,
    about,
    subjectId: subject.id,
    affectedSessionIds: [...new Set(sessions.map((one) => one.trafficMirrorSessionId))].sort(),
    evidence,
    assumptions,
  };
}

export interface Delta {
  readonly added: readonly Finding[];
  readonly resolved: readonly Finding[];
}

/**
 * What a change adds and ends. What could not be checked after it does not count as ended. What is found after it and could not be checked
 * before counts as added: it is wrong then, whether or not it was.
 */
export function deltaOf(before: Evaluation, after: Evaluation): Delta {
  const without = ({ findings }: Evaluation) => {
    const ids = new Set(findings.map(({ id }) => id));
    return ({ id }: Finding) => !ids.has(id);
  };
  const isChecked = ({ code, subjectId }: Finding) =>
    !after.unchecked.some(
      (row) => row.code === code && (row.isCutShort || row.subjectIds.includes(subjectId)),
    );
  return {
    added: after.findings.filter(without(before)),
    resolved: before.findings.filter(without(after)).filter(isChecked),
  };
}
