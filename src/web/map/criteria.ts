/** What the user searches for, and which interfaces and sessions match. */
import { type Estate, inOrder, isComplete } from './estate.ts';
import type { Marks } from './findings.ts';
import { groupBy } from './groupBy.ts';
import type { Item } from './lists.ts';
import { type Filter, type Interface, type Session, type Target, toInterface } from './lists.ts';
import { once } from './once.ts';
import { textOf, wordsIn } from './texts.ts';

export interface Criteria {
  /** Words, in any case. Each is a part of a name, id, ARN, address, description or tag. */
  readonly text: string;
  /** `key` or `key=value`. */
  readonly tag: string;
  readonly vpcId: string;
  readonly targetId: string;
  readonly vni: string;
  readonly show: (typeof shows)[number];
}

export const shows = ['everything', 'mirrored', 'unmirrored', 'findings'] as const;

export const noCriteria: Criteria = {
  text: '',
  tag: '',
  vpcId: '',
  targetId: '',
  vni: '',
  show: 'everything',
};

/** Whether the criteria can hide anything. */
export const areNarrow = (criteria: Criteria) =>
  Object.entries(criteria).some(
    ([name, value]: [string, string]) => value.trim() !== noCriteria[name as keyof Criteria],
  );

/** A network interface and its sessions, in evaluation order. */
export interface Source {
  readonly source: Interface;
  readonly sessions: readonly Session[];
  /** How many sessions it has, shown or hidden. */
  readonly total: number;
  /** Whether it may have sessions that have not been read. */
  readonly isUncertain: boolean;
}

/** @returns all interfaces. Where a session's interface cannot be read, one with only its id takes its place. */
export const sourcesOf = ({ parts }: Pick<Estate, 'parts'>): Source[] =>
  [...parts.values()].flatMap((part) => {
    const isUncertain = !isComplete({ parts }, part.scope, 'sessions', 'interfaces');
    return sourcesIn(part.interfaces.items)(part.sessions.items)[isUncertain ? 'uncertain' : 'certain'];
  });

/** Made once for each pair of lists: most parts of an estate stay as they were when it is read again. */
const sourcesIn = once((interfaces: readonly Interface[]) =>
  once((sessions: readonly Session[]) => {
    const byInterface = groupBy(inOrder(sessions), ({ networkInterfaceId }) => networkInterfaceId ?? '');
    const known = new Set(interfaces.map(({ networkInterfaceId }) => networkInterfaceId));
    const unknown = [...byInterface].flatMap(([networkInterfaceId, [session]]) =>
      session === undefined || known.has(networkInterfaceId)
        ? []
        : toInterface(session.scope, { networkInterfaceId }),
    );
    const toSource = (isUncertain: boolean) => (source: Interface) => {
      const own = byInterface.get(source.networkInterfaceId) ?? [];
      return { source, sessions: own, total: own.length, isUncertain };
    };
    const all = [...interfaces, ...unknown];
    return { certain: all.map(toSource(false)), uncertain: all.map(toSource(true)) };
  }),
);

/**
 * Finds what matches. If the text and tag match an interface, all its sessions match them too; otherwise each session is looked at
 * with its interface, target and filter. Interfaces without sessions are left out when the criteria are about sessions.
 */
export function narrow(
  sources: readonly Source[],
  criteria: Criteria,
  findings: Marks,
  { targets, filters }: Pick<Estate, 'targets' | 'filters'>,
): Source[] {
  const { vpcId, targetId, show } = criteria;
  const [vni, tag] = [criteria.vni.trim(), criteria.tag.trim()];
  const words = wordsIn(criteria.text);
  const areAboutSessions = targetId !== '' || vni !== '' || show === 'findings';
  return sources.flatMap((one): Source[] => {
    const { source, sessions, isUncertain } = one;
    if (vpcId !== '' && source.vpcId !== vpcId) return [];
    const isMatch = hasWords([source], words) && hasTag([source], tag);
    const found = sessions.filter((session) => {
      if (targetId !== '' && session.trafficMirrorTargetId !== targetId) return false;
      if (vni !== '' && String(session.virtualNetworkId) !== vni) return false;
      if (show === 'findings' && !findings.has(session.id)) return false;
      if (isMatch) return true;
      const target = targets.get(session.trafficMirrorTargetId ?? '');
      const filter = filters.get(session.trafficMirrorFilterId ?? '');
      const all = [source, session, ...(target ? [target] : []), ...(filter ? [filter] : [])];
      return hasWords(all, words) && hasTag([source, session], tag);
    });
    if (found.length > 0) return show === 'unmirrored' ? [] : [{ ...one, sessions: found }];
    const isWanted = show === 'everything' || (show === 'unmirrored' && !isUncertain);
    return isMatch && isWanted && !areAboutSessions && sessions.length === 0 ? [one] : [];
  });
}

/** The targets and filters that the text finds by themselves. None without a text. */
export function findObjects({ targets, filters }: Pick<Estate, 'targets' | 'filters'>, criteria: Criteria) {
  const words = wordsIn(criteria.text);
  if (words.length === 0) return { targets: [], filters: [] };
  const isFound = (one: Target | Filter) => hasWords([one], words);
  return { targets: [...targets.values()].filter(isFound), filters: [...filters.values()].filter(isFound) };
}

/** Whether each word is in one of them. */
export const hasWords = (all: readonly Item[], words: readonly string[]) =>
  words.every((word) => all.some((one) => textOf(one).includes(word)));

export function hasTag(all: readonly Item[], tag: string): boolean {
  // Not split at "=", which keys and values may contain too.
  const isTag = ({ key, value }: { key: string; value: string }) => tag === key || tag === `${key}=${value}`;
  return tag === '' || all.some(({ tags }) => tags?.some(isTag));
}
