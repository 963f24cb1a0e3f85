/** What the user searches for, and which interfaces and sessions match. */
import { type Estate, isComplete } from './estate.ts';
import type { Marks } from './findings.ts';
import { groupBy } from './groupBy.ts';
import { type Filter, type Interface, type Session, type Target, toInterface } from './lists.ts';

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
export function sourcesOf(estate: Estate): Source[] {
  const { interfaces, sessions } = estate;
  const byInterface = groupBy(sessions, ({ networkInterfaceId }) => networkInterfaceId ?? '');
  const known = new Set(interfaces.map(({ networkInterfaceId }) => networkInterfaceId));
  const unknown = [...byInterface].flatMap(([networkInterfaceId, [session]]) =>
    session === undefined || known.has(networkInterfaceId)
      ? []
      : toInterface(session.scope, { networkInterfaceId }),
  );
  return [...interfaces, ...unknown].map((source) => {
    const own = byInterface.get(source.networkInterfaceId) ?? [];
    const isUncertain = !isComplete(estate, source.scope, 'sessions', 'interfaces');
    return { source, sessions: own, total: own.length, isUncertain };
  });
}

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
  const vni = criteria.vni.trim();
  const areAboutSessions = targetId !== '' || vni !== '' || show === 'findings';
  return sources.flatMap((one): Source[] => {
    const { source, sessions, isUncertain } = one;
    if (vpcId !== '' && source.vpcId !== vpcId) return [];
    const isMatch = hasWords([source], criteria) && hasTag([source], criteria);
    const found = sessions.filter((session) => {
      if (targetId !== '' && session.trafficMirrorTargetId !== targetId) return false;
      if (vni !== '' && String(session.virtualNetworkId) !== vni) return false;
      if (show === 'findings' && !findings.has(session.id)) return false;
      if (isMatch) return true;
      const target = targets.get(session.trafficMirrorTargetId ?? '');
      const filter = filters.get(session.trafficMirrorFilterId ?? '');
      const all = [source, session, ...(target ? [target] : []), ...(filter ? [filter] : [])];
      return hasWords(all, criteria) && hasTag([source, session], criteria);
    });
    if (found.length > 0) return show === 'unmirrored' ? [] : [{ ...one, sessions: found }];
    const isWanted = show === 'everything' || (show === 'unmirrored' && !isUncertain);
    return isMatch && isWanted && !areAboutSessions && sessions.length === 0 ? [one] : [];
  });
}

/** The targets and filters that the text finds by themselves. None without a text. */
export function findObjects({ targets, filters }: Pick<Estate, 'targets' | 'filters'>, criteria: Criteria) {
  if (criteria.text.trim() === '') return { targets: [], filters: [] };
  const isFound = (one: Target | Filter) => hasWords([one], criteria);
  return { targets: [...targets.values()].filter(isFound), filters: [...filters.values()].filter(isFound) };
}

type Resource = Interface | Session | Target | Filter;

/** Whether each word is in one of them. */
function hasWords(all: readonly Resource[], { text }: Criteria): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).map(withoutArn);
  if (words.length === 0) return true;
  const texts = all.flatMap(textsOf);
  return words.every((word) => texts.some((one) => one.includes(word)));
}

function hasTag(all: readonly Resource[], criteria: Criteria): boolean {
  const tag = criteria.tag.trim();
  // Not split at "=", which keys and values may contain too.
  const isTag = ({ key, value }: { key: string; value: string }) => tag === key || tag === `${key}=${value}`;
  return tag === '' || all.some(({ tags }) => tags?.some(isTag));
}

/** The ARN of a resource of EC2 ends with its id; that of a load balancer is a text of its target. */
const withoutArn = (word: string) =>
  /^arn:[\w-]+:ec2:/.test(word) ? word.slice(word.lastIndexOf('/') + 1) : word;

const known = new WeakMap<object, readonly string[]>();

/** Everything that can be found of a resource, in lower case: made once, because each key stroke looks at all resources. */
function textsOf(one: Resource): readonly string[] {
  const before = known.get(one);
  if (before !== undefined) return before;
  const { id: _, ...rest } = { id: '', ...one };
  const words = Object.values(rest).filter((value) => typeof value === 'string' || typeof value === 'number');
  const scope = 'scope' in one ? Object.values(one.scope) : [];
  const tags = (one.tags ?? []).flatMap(({ key, value }) => [`${key}=${value}`]);
  const texts = [...words, ...scope, ...tags].map((word) => String(word).toLowerCase());
  known.set(one, texts);
  return texts;
}
