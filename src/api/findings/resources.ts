/** Judges chosen resources: only what surrounds them is read. */
import type { EstateFacts } from '../../ec2/estate/drafts.ts';
import type { Subjects } from '../../ec2/estate/readAround.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import { NotRead } from '../../mirroring/facts.ts';
import type { Evaluation } from '../../mirroring/findings/evaluate.ts';
import { type FindingCode, kindsFor } from '../../mirroring/findings/rules.ts';
import { collectUnchecked } from '../../mirroring/findings/unchecked.ts';
import type { Estates } from '../estates.ts';
import { createChooser } from './concern.ts';
import { judge, type Policy } from './judge.ts';

type Session = TrafficMirrorSessionRecord;

/** What is read around a resource, by the property in which sessions have its id. */
const subjectsBy = {
  trafficMirrorSessionId: 'sessionIds',
  trafficMirrorTargetId: 'targetIds',
  trafficMirrorFilterId: 'filterIds',
  networkInterfaceId: 'networkInterfaceIds',
} as const satisfies { readonly [Property in keyof Session]?: keyof Subjects };

export type ResourceProperty = keyof typeof subjectsBy;

export interface ChosenResources {
  readonly ids: { readonly [Property in ResourceProperty]?: readonly string[] };
  /** Whether a session is one of them, or uses them. */
  readonly matches: (session: Session) => boolean;
  /** Filters that are asked about whether or not sessions use them. */
  readonly filterIds: readonly string[];
}

/** @throws Ec2Failure when there is nothing to judge. */
export async function judgeResources(
  policy: Policy,
  scope: Ec2Scope,
  estates: Estates,
  {
    codes,
    resources: { ids, matches, filterIds },
  }: { readonly codes: ReadonlySet<FindingCode>; readonly resources: ChosenResources },
): Promise<Evaluation> {
  const asked = Object.entries(ids) as [ResourceProperty, readonly string[]][];
  const subjects = Object.fromEntries(asked.map(([by, all]) => [subjectsBy[by], all]));
  const facts = await estates.around.load({ kinds: kindsFor(codes), subjects });
  const concern = { sessions: facts.sessions.known.filter(matches), filterIds };
  const judged = await judge(policy, scope, facts, { codes, selection: concern });
  const { findings, unchecked } = createChooser(facts, judged)(concern);
  const unread = asked.flatMap(([by, all]) =>
    all.flatMap((id) => {
      const sessions = sessionsBy(facts, by, id);
      return sessions instanceof NotRead ? notChecked(codes, sessions, id).unchecked : [];
    }),
  );
  return { findings, unchecked: [...unchecked, ...unread] };
}

/** The sessions that are a resource or use it. @returns why they are not known, if they are not. */
export function sessionsBy(
  { sessions }: EstateFacts,
  by: ResourceProperty,
  id: string,
): readonly Session[] | NotRead {
  try {
    if (by !== 'trafficMirrorSessionId') return sessions.where(by, id);
    const session = sessions.of(id);
    return session === null ? [] : [session];
  } catch (error) {
    if (error instanceof NotRead) return error;
    throw error;
  }
}

/** What is said of a resource whose sessions are not known. */
export function notChecked(codes: Iterable<FindingCode>, reason: NotRead, id: string): Evaluation {
  const unchecked = collectUnchecked<FindingCode>();
  for (const code of codes) unchecked.note(code, reason, id);
  return { findings: [], unchecked: unchecked.rows() };
}
