/** What a rule about mirroring is: what it is about, what it reads, what people are told, and how it is checked. */
import { hash } from 'node:crypto';
import type { Assumption } from '../assumptions.ts';
import type { RuleFacts, Target, UsedSession } from '../estate.ts';
import type { EstateKind } from '../facts.ts';
import type { Evidence } from '../paths.ts';
import type { Direction, Filter, Rule as FilterRule } from '../records.ts';

/** Most severe first. The schema's enum describes each. */
export const severities = ['BROKEN', 'WASTE', 'RISK', 'NOTICE'] as const;
export type Severity = (typeof severities)[number];

/** What there can be findings about. */
export interface Subjects {
  readonly session: UsedSession;
  /** One that sessions use. */
  readonly target: Target;
  /** One that sessions use. */
  readonly filter: Filter;
  readonly filterRule: { readonly filter: Filter; readonly direction: Direction; readonly rule: FilterRule };
  /** The network interface of sessions. */
  readonly source: { readonly networkInterfaceId: string };
}
export type About = keyof Subjects;

/** What the gateway itself knows and no read tells. */
export interface Gateway {
  /** Whether it serves the account. */
  readonly serves: (accountId: string) => boolean;
  /** Whether sessions may use the target; undefined when targets need no approval. */
  readonly approves: ((target: Target) => boolean) | undefined;
}

/** Where a rule is asked, and what the gateway knows. */
export interface Asking extends Gateway {
  /** What other accounts have is seen here only as far as it is used with what this one has. */
  readonly accountId: string;
}

/** What a check says is wrong. */
export interface Found {
  /** For people: what is wrong with this subject. */
  readonly message: string;
  /** Tells findings of one rule about one subject apart. Default: there is only one. */
  readonly discriminator?: string;
  /** The sessions that are affected. Default: all that use the subject. */
  readonly sessions?: readonly UsedSession[];
  /** Most telling first. */
  readonly evidence: readonly Evidence[];
}

/** `undefined` is a place where a long check may be interrupted. */
export type Check = Generator<Found | undefined, void>;

export interface FindingRule<Code extends string = string, A extends About = About> {
  readonly code: Code;
  readonly severity: Severity;
  readonly about: A;
  /** The kinds that `check` looks at. */
  readonly reads: readonly EstateKind[];
  /** What a finding means, for people. */
  readonly means: string;
  /** How it is decided. */
  readonly condition: string;
  /** Where it is known from. */
  readonly source: string;
  /** What ends it. */
  readonly remedy: string;
  /** What AWS does not document and each of its findings rests on. Default: nothing. */
  readonly assumptions?: readonly Assumption[];
  /**
   * Finds what is wrong with a subject.
   *
   * @throws NotRead or NotDecidable when that is not known, after it has yielded what is.
   */
  check(subject: Subjects[A], facts: RuleFacts, asking: Asking): Check;
}

/** The schema's enum describes each. */
export type Certainty = 'CERTAIN' | 'LIKELY';

/** How sure the findings of a rule are. */
export const certaintyOf = ({ assumptions = [] }: Pick<FindingRule, 'assumptions'>): Certainty =>
  assumptions.length > 0 ? 'LIKELY' : 'CERTAIN';

export const defineRule = <Code extends string, A extends About>(
  rule: FindingRule<Code, A>,
): FindingRule<Code, A> => rule;

/** Thrown by a check when what decides is behind something that no read tells, for example a prefix list. */
export class NotDecidable extends Error {
  override readonly name = 'NotDecidable';
}

/** A fact that a finding rests on. */
export const evidenceOf = (
  resourceId: string,
  property: string,
  value: string | number | undefined,
  expected: string | null = null,
): Evidence => ({ resourceId, property, value: value === undefined ? 'none' : String(value), expected });

/** What a finding is the same by as long as the same thing is wrong with the same subject. */
export interface Identity {
  readonly accountId: string;
  readonly region: string;
  readonly code: string;
  readonly subjectId: string;
  readonly discriminator: string;
}

/** The id of a finding: 22 characters. Its message, evidence and affected sessions are not in it. */
export function findingId({ accountId, region, code, subjectId, discriminator }: Identity): string {
  const parts = ['finding/1', accountId, region, code, subjectId, discriminator];
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}
