/** What is judged: everything that sessions use, or what some of them use. */
import type { RuleFacts, UsedSession } from '../estate.ts';
import { NotRead } from '../facts.ts';
import type { About, Subjects } from './rule.ts';

/** A subject that may not have been read: `record` then throws NotRead. It is null when there is none. */
export interface Subject<A extends About = About> {
  readonly id: string;
  readonly record: () => Subjects[A] | null;
  /** The sessions that use it. Throws NotRead. */
  readonly sessions: () => readonly UsedSession[];
}

export interface Listed<A extends About = About> {
  readonly subjects: readonly Subject<A>[];
  /** Why there may be more. */
  readonly gap: NotRead | undefined;
}

/** Whom to judge. Default: all. */
export interface Selection {
  /** These, with what they use. */
  readonly sessions: readonly UsedSession[];
  /** These too, with their rules, whether or not sessions use them. */
  readonly filterIds?: readonly string[];
}

export type AllSubjects = { readonly [A in About]: Listed<A> };

export function subjectsOf(facts: RuleFacts, selection?: Selection): AllSubjects {
  const all = selection ? { known: selection.sessions, gap: undefined } : allOf(facts.sessions);
  const { known, gap } = all;
  const filters = selection ? { known: [], gap: undefined } : allOf(facts.filters);
  const filterIds = new Set([
    ...idsOf(known, 'trafficMirrorFilterId'),
    ...filters.known.map((filter) => filter.trafficMirrorFilterId),
    ...(selection?.filterIds ?? []),
  ]);
  const { sessions } = facts;
  return {
    session: {
      subjects: known.map((one) => ({
        id: one.trafficMirrorSessionId,
        record: () => one,
        sessions: () => [one],
      })),
      gap,
    },
    target: used(known, gap, 'trafficMirrorTargetId', facts, (id) => facts.targets.of(id)),
    filter: used(known, gap, 'trafficMirrorFilterId', facts, (id) => facts.filters.of(id)),
    source: used(known, gap, 'networkInterfaceId', facts, (networkInterfaceId) => ({ networkInterfaceId })),
    filterRule: {
      subjects: [...filterIds].sort().flatMap((id) =>
        rulesOf(facts, id).map((subject) => ({
          ...subject,
          sessions: () => sessions.where('trafficMirrorFilterId', id),
        })),
      ),
      gap: filters.gap,
    },
  };
}

function allOf<Item>(table: { readonly known: readonly Item[]; all(): readonly Item[] }) {
  try {
    return { known: table.all(), gap: undefined };
  } catch (error) {
    if (error instanceof NotRead) return { known: table.known, gap: error };
    throw error;
  }
}

type Used = 'trafficMirrorTargetId' | 'trafficMirrorFilterId' | 'networkInterfaceId';

const idsOf = (sessions: readonly UsedSession[], property: Used) =>
  sessions.flatMap((session) => session[property] ?? []);

function used<A extends About>(
  sessions: readonly UsedSession[],
  gap: NotRead | undefined,
  property: Used,
  facts: RuleFacts,
  recordOf: (id: string) => Subjects[A] | null,
): Listed<A> {
  const subjects = [...new Set(idsOf(sessions, property))].sort().map((id) => ({
    id,
    record: () => recordOf(id),
    sessions: () => facts.sessions.where(property, id),
  }));
  return { subjects, gap };
}

/** A filter that was not read stands for its rules. */
function rulesOf({ filters }: RuleFacts, id: string): Omit<Subject<'filterRule'>, 'sessions'>[] {
  try {
    const filter = filters.of(id);
    if (filter === null) return [];
    return (['ingress', 'egress'] as const).flatMap((direction) =>
      filter[`${direction}Rules`].map((rule) => ({
        id: rule.trafficMirrorFilterRuleId,
        record: () => ({ filter, direction, rule }),
      })),
    );
  } catch (error) {
    if (!(error instanceof NotRead)) throw error;
    const record = () => {
      throw error;
    };
    return [{ id, record }];
  }
}
