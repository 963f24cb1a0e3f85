/** What is wrong with mirroring, as the gateway found it, and which resources of the picture it concerns. Pure. */
import type {
  FindingFieldsFragment,
  FindingsQuery,
  UncheckedFieldsFragment as Unchecked,
} from '../../generated/web/graphql.ts';
import type { Estate } from './estate.ts';
import { groupBy } from './groupBy.ts';
import type { Session } from './lists.ts';

export type { Unchecked };

/** What every view of a finding shows. */
export type ShownFinding = FindingFieldsFragment;
type FindingsPage = NonNullable<FindingsQuery['page']>;

export interface Finding extends ShownFinding {
  /** Identifies what it is about, see `Marks`. Undefined if that does not exist any more or cannot be read. */
  readonly subjectId: string | undefined;
  /** The global IDs of the sessions that it affects, as far as they were listed. */
  readonly sessionIds: readonly string[];
}

/** Everything that one reading of the findings said. */
export interface Findings {
  /** Most severe first. */
  readonly found: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
  /** The accounts and Regions whose findings could not be read. */
  readonly scopeErrors: FindingsPage['scopeErrors'];
}

export function toFinding({ subject, affectedSessions, ...shown }: FindingsPage['nodes'][number]): Finding {
  return {
    ...shown,
    // Each kind of subject is asked for its one identifying field.
    subjectId: Object.values(subject ?? {})[0],
    sessionIds: (affectedSessions?.nodes ?? []).map(({ id }) => id),
  };
}

/**
 * The findings of each resource, most severe first, by the global ID of a session and the AWS ID of a target, filter or network
 * interface.
 */
export type Marks = ReadonlyMap<string, readonly Finding[]>;

export function marksOf(found: readonly Finding[], { sessions, filters }: Estate): Marks {
  const marks = new Map<string, Finding[]>();
  const filterOfRule = new Map(
    [...filters].flatMap(([filterId, { ingressRules, egressRules }]) =>
      [...ingressRules, ...egressRules].map((rule) => [rule.trafficMirrorFilterRuleId, filterId] as const),
    ),
  );
  const bySubject = sessionsBySubject(sessions);
  for (const finding of found) {
    const { subjectId, sessionIds, affectedSessionCount } = finding;
    const subject = subjectId === undefined ? [] : [filterOfRule.get(subjectId) ?? subjectId];
    // Where not all were listed, any other session of the subject may be affected: it must not look as if it were not.
    const isListed = sessionIds.length === affectedSessionCount;
    const unlisted = isListed ? [] : subject.flatMap((id) => bySubject.get(id) ?? []);
    for (const id of new Set([...subject, ...sessionIds, ...unlisted])) {
      const before = marks.get(id);
      if (before === undefined) marks.set(id, [finding]);
      else before.push(finding);
    }
  }
  return marks;
}

/** The global IDs of the sessions that use a target, a filter or a network interface, by its AWS ID. */
function sessionsBySubject(sessions: readonly Session[]): ReadonlyMap<string, readonly string[]> {
  const pairs = sessions.flatMap((session) =>
    [session.trafficMirrorTargetId, session.trafficMirrorFilterId, session.networkInterfaceId].map(
      (subjectId) => [subjectId ?? '', session.id] as const,
    ),
  );
  const groups = groupBy(pairs, ([subjectId]) => subjectId);
  return new Map([...groups].map(([subjectId, group]) => [subjectId, group.map(([, id]) => id)]));
}
