/** What the reader looks for, and which sessions and interfaces that leaves. */
import { type Estate, type Interface, type Session, toInterface } from './estate.ts';
import { groupBy } from './groupBy.ts';

export interface Criteria {
  /** Part of a name, id, address or description. */
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

/** A source and its sessions. */
export interface Source {
  readonly source: Interface;
  readonly sessions: readonly Session[];
}

/** All sources. A session whose interface cannot be read has one that stands for it. */
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
 * Narrows the sources down. A criterion that an interface meets keeps all its sessions; one of sessions keeps those that meet it.
 *
 * @param problems by session.
 */
export function narrow(
  sources: readonly Source[],
  criteria: Criteria,
  problems: ReadonlyMap<string, readonly string[]>,
): Source[] {
  const { vpcId, targetId, vni, show } = criteria;
  const ofSessions = targetId !== '' || vni !== '' || show === 'problems';
  return sources.flatMap(({ source, sessions }) => {
    if (vpcId !== '' && source.vpcId !== vpcId) return [];
    const isMet = meets(source, criteria);
    const left = sessions.filter(
      (session) =>
        (targetId === '' || session.trafficMirrorTargetId === targetId) &&
        (vni === '' || String(session.virtualNetworkId) === vni) &&
        (show !== 'problems' || problems.has(session.id)) &&
        (isMet || meets(session, criteria)),
    );
    if (left.length > 0) return show === 'unmirrored' ? [] : [{ source, sessions: left }];
    const stays = isMet && !ofSessions && sessions.length === 0 && show !== 'mirrored';
    return stays ? [{ source, sessions: left }] : [];
  });
}

function meets(one: Interface | Session, { text, tag }: Criteria): boolean {
  const wanted = text.trim().toLowerCase();
  const words = Object.values(one).filter((value) => typeof value === 'string' || typeof value === 'number');
  const tags = one.tags ?? [];
  const all = [...words, ...tags.map(({ value }) => value)];
  const [key = '', value] = tag.trim().split('=');
  return (
    (wanted === '' || all.some((word) => String(word).toLowerCase().includes(wanted))) &&
    (key === '' || tags.some((one) => one.key === key && (value === undefined || one.value === value)))
  );
}
