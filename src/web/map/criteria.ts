/** What the user searches for, and which interfaces and sessions match. */
import { type Estate, isComplete } from './estate.ts';
import type { Marks } from './findings.ts';
import { groupBy } from './groupBy.ts';
import { type Interface, type Session, toInterface } from './lists.ts';

export interface Criteria {
  /** Part of a name, id, address, description or tag value, in any case. */
  readonly text: string;
  /** `key` or `key=value`. */
  readonly tag: string;
  readonly vpcId: string;
  readonly targetId: string;
  readonly vni: string;
  readonly show: 'everything' | 'mirrored' | 'unmirrored' | 'findings';
}

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
 * Finds what matches. If the text and tag match an interface, all its sessions match them too; otherwise each session is
 * looked at by itself. Interfaces without sessions are left out when the criteria are about sessions.
 */
export function narrow(sources: readonly Source[], criteria: Criteria, findings: Marks): Source[] {
  const { vpcId, targetId, show } = criteria;
  const vni = criteria.vni.trim();
  const areAboutSessions = targetId !== '' || vni !== '' || show === 'findings';
  return sources.flatMap((one): Source[] => {
    const { source, sessions, isUncertain } = one;
    if (vpcId !== '' && source.vpcId !== vpcId) return [];
    const isMatch = matches(source, criteria);
    const found = sessions.filter(
      (session) =>
        (targetId === '' || session.trafficMirrorTargetId === targetId) &&
        (vni === '' || String(session.virtualNetworkId) === vni) &&
        (show !== 'findings' || findings.has(session.id)) &&
        (isMatch || matches(session, criteria)),
    );
    if (found.length > 0) return show === 'unmirrored' ? [] : [{ ...one, sessions: found }];
    const isWanted = show === 'everything' || (show === 'unmirrored' && !isUncertain);
    return isMatch && isWanted && !areAboutSessions && sessions.length === 0 ? [one] : [];
  });
}

function matches(one: Interface | Session, criteria: Criteria): boolean {
  const part = criteria.text.trim().toLowerCase();
  const tag = criteria.tag.trim();
  const words = Object.values(one).filter((value) => typeof value === 'string' || typeof value === 'number');
  const tags = one.tags ?? [];
  const all = [...words, ...Object.values(one.scope), ...tags.map(({ value }) => value)];
  return (
    (part === '' || all.some((word) => String(word).toLowerCase().includes(part))) &&
    // Not split at "=", which keys and values may contain too.
    (tag === '' || tags.some(({ key, value }) => tag === key || tag === `${key}=${value}`))
  );
}
