/** What the user searches for, and which interfaces and sessions match. */
import { type Estate, type Interface, type Session, toInterface } from './estate.ts';
import { groupBy } from './groupBy.ts';

export interface Criteria {
  /** Part of a name, id, address, description or tag value, in any case. */
  readonly text: string;
  /** `key` or `key=value`. */
  readonly tag: string;
  readonly vpcId: string;
  readonly targetId: string;
  readonly vni: string;
  readonly show: 'everything' | 'mirrored' | 'unmirrored' | 'problems';
}

export const noCriteria: Criteria = {
  text: '',
  tag: '',
  vpcId: '',
  targetId: '',
  vni: '',
  show: 'everything',
};

/** A network interface and its sessions, in evaluation order. */
export interface Source {
  readonly source: Interface;
  readonly sessions: readonly Session[];
}

/** @returns all interfaces. Where a session's interface cannot be read, one with only its id takes its place. */
export function sourcesOf({ interfaces, sessions }: Estate): Source[] {
  const byInterface = groupBy(sessions, ({ networkInterfaceId }) => networkInterfaceId ?? '');
  const known = new Set(interfaces.map(({ networkInterfaceId }) => networkInterfaceId));
  const unknown = [...byInterface].filter(([id]) => !known.has(id));
  return [
    ...interfaces,
    ...unknown.map(([networkInterfaceId, [session]]) =>
      toInterface({ networkInterfaceId, region: session?.scope.region ?? '' }),
    ),
  ].map((source) => ({ source, sessions: byInterface.get(source.networkInterfaceId) ?? [] }));
}

/**
 * Finds what matches. If the text and tag match an interface, all its sessions match them too; otherwise each session is
 * looked at by itself. Interfaces without sessions are left out when the criteria are about sessions.
 *
 * @param problems by the id of the session.
 */
export function narrow(
  sources: readonly Source[],
  criteria: Criteria,
  problems: ReadonlyMap<string, readonly string[]>,
): Source[] {
  const { vpcId, targetId, vni, show } = criteria;
  const areAboutSessions = targetId !== '' || vni !== '' || show === 'problems';
  return sources.flatMap(({ source, sessions }) => {
    if (vpcId !== '' && source.vpcId !== vpcId) return [];
    const isMatch = matches(source, criteria);
    const found = sessions.filter(
      (session) =>
        (targetId === '' || session.trafficMirrorTargetId === targetId) &&
        (vni === '' || String(session.virtualNetworkId) === vni) &&
        (show !== 'problems' || problems.has(session.id)) &&
        (isMatch || matches(session, criteria)),
    );
    if (found.length > 0) return show === 'unmirrored' ? [] : [{ source, sessions: found }];
    const isKept = isMatch && !areAboutSessions && sessions.length === 0 && show !== 'mirrored';
    return isKept ? [{ source, sessions: found }] : [];
  });
}

function matches(one: Interface | Session, { text, tag }: Criteria): boolean {
  const part = text.trim().toLowerCase();
  const words = Object.values(one).filter((value) => typeof value === 'string' || typeof value === 'number');
  const tags = one.tags ?? [];
  const all = [...words, ...tags.map(({ value }) => value)];
  const [key = '', value] = tag.trim().split('=');
  return (
    (part === '' || all.some((word) => String(word).toLowerCase().includes(part))) &&
    (key === '' || tags.some((one) => one.key === key && (value === undefined || one.value === value)))
  );
}
