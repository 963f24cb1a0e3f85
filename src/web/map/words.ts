/** Names, units and counts as the map shows them. A resource is called by its Name tag, else its description, else its id. */
import type { Estate, Filter, Interface, Session, Target } from './estate.ts';

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

/** The ids and names of the targets, for a list of choices. */
export const targetOptions = ({ targets }: Estate) =>
  [...targets].map(([id, target]) => [id, nameOfTarget(target)] as const);

/** The ids and names of the filters, for a list of choices. */
export const filterOptions = ({ filters }: Estate) =>
  [...filters].map(([id, filter]) => [id, nameOfFilter(filter)] as const);

export const lengthOf = ({ packetLength }: Session) =>
  packetLength === null ? 'whole packets' : `${packetLength.toLocaleString('en')} B`;

/** By the type of the target. */
export const kindOfTarget: Readonly<Record<string, string>> = {
  NETWORK_INTERFACE: 'Network interface',
  NETWORK_LOAD_BALANCER: 'Network Load Balancer',
  GATEWAY_LOAD_BALANCER_ENDPOINT: 'Gateway Load Balancer endpoint',
};

/** For example `3 sessions`. */
export const count = (number: number, noun: string) =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
