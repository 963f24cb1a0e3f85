/** Judges, source by source, whether copies arrive. */
import type { Interface, RuleFacts, UsedSession } from '../estate.ts';
import { NotRead } from '../facts.ts';
import { groupBy } from '../grouped.ts';
import type { Passage } from '../paths.ts';
import { NotDecidable } from './rule.ts';

/** A source whose primary IPv4 address, from which its copies come, is known. */
export interface Source extends Interface {
  readonly privateIpAddress: string;
}

export interface Blocked<P> {
  readonly source: Source;
  readonly sessions: readonly UsedSession[];
  readonly passage: P;
}

export interface Judgement<P> {
  /** The sources whose copies do not arrive. */
  readonly blocked: readonly Blocked<P>[];
  /** Throws why it is not known of some other source. Called after everything was yielded. */
  readonly throwDoubt: () => void;
}

/** Judges each source of some sessions. One that does not exist sends nothing. */
export function* judgeSources<P extends Passage>(
  { networkInterfaces }: RuleFacts,
  sessions: readonly UsedSession[],
  judge: (source: Source) => P | null,
): Generator<undefined, Judgement<P>> {
  const blocked: Blocked<P>[] = [];
  let doubt: NotRead | NotDecidable | undefined;
  for (const [id, own] of bySource(sessions)) {
    yield undefined;
    try {
      const source = networkInterfaces.of(id);
      if (source === null || !hasAddress(source)) continue;
      const passage = judge(source);
      if (passage?.passes === false) blocked.push({ source, sessions: own, passage });
      if (passage?.passes === null) doubt ??= new NotDecidable(doubtOf(passage));
    } catch (error) {
      if (!(error instanceof NotRead || error instanceof NotDecidable)) throw error;
      doubt ??= error;
    }
  }
  const throwDoubt = () => {
    if (doubt !== undefined) throw doubt;
  };
  return { blocked, throwDoubt };
}

type Grouped = readonly (readonly [id: string, sessions: readonly UsedSession[]])[];

/** Several rules look at the sources of the same list of sessions, which facts answer with. */
const memory = new WeakMap<readonly UsedSession[], Grouped>();

/** Sessions by their source, in the order of the sources' ids. */
export function bySource(sessions: readonly UsedSession[]): Grouped {
  const known = memory.get(sessions);
  if (known !== undefined) return known;
  const groups = groupBy(
    sessions.filter(({ networkInterfaceId }) => networkInterfaceId !== undefined),
    ({ networkInterfaceId = '' }) => networkInterfaceId,
  );
  const grouped = [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  memory.set(sessions, grouped);
  return grouped;
}

const hasAddress = (one: Interface): one is Source => one.privateIpAddress !== undefined;

const doubtOf = ({ evidence: [first] }: Passage) =>
  first ? `${first.resourceId} has ${first.property} of ${first.value}` : 'what lets copies in is not known';
