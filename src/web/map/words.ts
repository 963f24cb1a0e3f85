/** How things are called on the map: by their Name tag, else by what they say of themselves, else by their id. */
import type { Filter, Interface, Session, Target } from './estate.ts';

interface Tagged {
  readonly tags?: readonly { readonly key: string; readonly value: string }[] | null;
}

export const tagOf = ({ tags }: Tagged, key: string): string | undefined =>
  tags?.find((tag) => tag.key === key)?.value || undefined;

/** The tags beside the name. */
export const otherTags = ({ tags }: Tagged) => (tags ?? []).filter(({ key }) => key !== 'Name');

export const nameOfSession = (session: Session) =>
  tagOf(session, 'Name') ?? session.description ?? session.trafficMirrorSessionId;

export const nameOfTarget = (target: Target) =>
  tagOf(target, 'Name') ?? target.description ?? target.trafficMirrorTargetId;

export const nameOfFilter = (filter: Filter) =>
  tagOf(filter, 'Name') ?? filter.description ?? filter.trafficMirrorFilterId;

export const nameOfInterface = (source: Interface) =>
  tagOf(source, 'Name') ?? source.description ?? source.networkInterfaceId;

export const lengthOf = ({ packetLength }: Session) =>
  packetLength === null ? 'whole packets' : `${packetLength.toLocaleString('en')} B`;

export const kindOfTarget: Readonly<Record<string, string>> = {
  NETWORK_INTERFACE: 'Network interface',
  NETWORK_LOAD_BALANCER: 'Network Load Balancer',
  GATEWAY_LOAD_BALANCER_ENDPOINT: 'Gateway Load Balancer endpoint',
};

/** For example `3 sessions`. */
export const count = (number: number, noun: string) =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
