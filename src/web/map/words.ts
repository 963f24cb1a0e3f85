/** Names, units and counts as the map shows them. A resource is called by its Name tag, else its description, else its id. */
import type { Estate } from './estate.ts';
import type { Filter, Interface, Kind, Session, Target } from './lists.ts';

interface Tagged {
  readonly tags?: readonly { readonly key: string; readonly value: string }[] | null;
}

/** All tags but the Name tag. */
export const otherTags = ({ tags }: Tagged) => (tags ?? []).filter(({ key }) => key !== 'Name');

const nameOf = ({ tags, description }: Tagged & { readonly description: string | null }, id: string) =>
  tags?.find(({ key }) => key === 'Name')?.value || (description ?? id);

export const nameOfSession = (session: Session) => nameOf(session, session.trafficMirrorSessionId);
export const nameOfTarget = (target: Target) => nameOf(target, target.trafficMirrorTargetId);
export const nameOfFilter = (filter: Filter) => nameOf(filter, filter.trafficMirrorFilterId);
export const nameOfInterface = (source: Interface) => nameOf(source, source.networkInterfaceId);

/** A value of a session's property: the name of a target or filter instead of its id. */
export function valueText({ targets, filters }: Estate, value: string): string {
  const target = targets.get(value);
  const filter = filters.get(value);
  return target ? nameOfTarget(target) : filter ? nameOfFilter(filter) : value;
}

/** The ids and names of the targets, for a list of choices. */
export const targetOptions = ({ targets }: Estate) =>
  [...targets].map(([id, target]) => [id, nameOfTarget(target)] as const);

/** The ids and names of the filters, for a list of choices. */
export const filterOptions = ({ filters }: Estate) =>
  [...filters].map(([id, filter]) => [id, nameOfFilter(filter)] as const);

export const lengthOf = ({ packetLength }: Session) =>
  packetLength === null ? 'whole packets' : `${packetLength.toLocaleString('en')} B`;

/** For `count`. Their plurals have an s. */
export const kindNouns: Readonly<Record<Kind, string>> = {
  interfaces: 'network interface',
  sessions: 'session',
  targets: 'target',
  filters: 'filter',
};

export const kindNames = (kind: Kind) => `${kindNouns[kind]}s`;

/** For example `sessions, targets and filters`. */
export const list = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** How long ago a time was, for example `3 minutes ago`. Both in milliseconds. */
export function ago(time: number, now: number): string {
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return 'less than a minute ago';
  return minutes < 120 ? `${count(minutes, 'minute')} ago` : `${count(Math.floor(minutes / 60), 'hour')} ago`;
}

/** By the type of the target. */
export const kindOfTarget: Readonly<Record<string, string>> = {
  NETWORK_INTERFACE: 'Network interface',
  NETWORK_LOAD_BALANCER: 'Network Load Balancer',
  GATEWAY_LOAD_BALANCER_ENDPOINT: 'Gateway Load Balancer endpoint',
};

/** For example `3 sessions`, or `1 of 3 sessions shown` where some are hidden. */
export const shownOf = (shown: number, total: number, noun: string) =>
  shown === total ? count(total, noun) : `${shown.toLocaleString('en')} of ${count(total, noun)} shown`;

/** For example `3 sessions`, or `2 policies`. */
export const count = (number: number, noun: string) =>
  `${number.toLocaleString('en')} ${number === 1 ? noun : `${noun.replace(/y$/, 'ie')}s`}`;
