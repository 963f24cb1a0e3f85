/** What the map knows: the lists that have been read, each with its age, and what follows from them. Pure. */
import type {
  FilterFieldsFragment as Filter,
  InterfaceFieldsFragment,
  SessionFieldsFragment as Session,
  TargetFieldsFragment as Target,
} from '../../generated/web/graphql.ts';

export type { Filter, InterfaceFieldsFragment, Session, Target };

export type Scope = Session['scope'];

type Surroundings = Omit<NonNullable<InterfaceFieldsFragment['trafficMirrorSurroundings']>, '__typename'>;

/** A network interface with its VPC, addresses and tags. Null where unknown, as for an interface that cannot be read. */
export type Interface = Pick<InterfaceFieldsFragment, 'networkInterfaceId'> & { readonly scope: Scope } & {
  readonly [Name in keyof Surroundings]: Surroundings[Name] | null;
};

export function toInterface(
  scope: Scope,
  {
    networkInterfaceId,
    trafficMirrorSurroundings: known,
  }: Pick<InterfaceFieldsFragment, 'networkInterfaceId'> & Partial<InterfaceFieldsFragment>,
): Interface {
  return {
    scope,
    networkInterfaceId,
    vpcId: known?.vpcId ?? null,
    subnetId: known?.subnetId ?? null,
    availabilityZone: known?.availabilityZone ?? null,
    interfaceType: known?.interfaceType ?? null,
    instanceId: known?.instanceId ?? null,
    privateIpAddress: known?.privateIpAddress ?? null,
    description: known?.description ?? null,
    tags: known?.tags ?? null,
  };
}

/** The resources of one kind in one scope. */
export interface List<Item> {
  readonly items: readonly Item[];
  /** When the load that read them started, in milliseconds since 1970. Undefined: they have never been read. */
  readonly readAt?: number;
  /** Why they could not be read the last time. */
  readonly failure?: string;
}

interface Lists {
  readonly interfaces: List<Interface>;
  readonly sessions: List<Session>;
  readonly targets: List<Target>;
  readonly filters: List<Filter>;
}

export type Kind = keyof Lists;
export const kinds: readonly Kind[] = ['interfaces', 'sessions', 'targets', 'filters'];

/** What is known of one scope. */
export interface Part extends Lists {
  readonly scope: Scope;
}

/** Identifies a scope in `Estate.parts`. */
export const keyOf = ({ accountId, region }: Scope) => `${accountId} ${region}`;

export const isSameScope = (left: Scope, right: Scope) => keyOf(left) === keyOf(right);

/** @returns the lists just read; where reading failed, the items read before, with the reason. */
export function updated(before: Part | undefined, fresh: Part): Part {
  const update = <Item>(old: List<Item> | undefined, list: List<Item>): List<Item> =>
    list.failure === undefined || old === undefined ? list : { ...old, failure: list.failure };
  return {
    scope: fresh.scope,
    interfaces: update(before?.interfaces, fresh.interfaces),
    sessions: update(before?.sessions, fresh.sessions),
    targets: update(before?.targets, fresh.targets),
    filters: update(before?.filters, fresh.filters),
  };
}

/** The parts put together. */
export interface Estate {
  /** By the scope. */
  readonly parts: ReadonlyMap<string, Part>;
  readonly interfaces: readonly Interface[];
  /** In evaluation order. */
  readonly sessions: readonly Session[];
  readonly targets: ReadonlyMap<string, Target>;
  readonly filters: ReadonlyMap<string, Filter>;
}

export function toEstate(parts: readonly Part[]): Estate {
  const targets = parts.flatMap((part) => part.targets.items);
  const filters = parts.flatMap((part) => part.filters.items);
  return {
    parts: new Map(parts.map((part) => [keyOf(part.scope), part])),
    interfaces: parts.flatMap((part) => part.interfaces.items),
    sessions: parts
      .flatMap((part) => part.sessions.items)
      .toSorted((left, right) => (left.sessionNumber ?? 0) - (right.sessionNumber ?? 0)),
    targets: new Map(targets.map((target) => [target.trafficMirrorTargetId, target])),
    filters: new Map(filters.map((filter) => [filter.trafficMirrorFilterId, filter])),
  };
}

/**
 * Whether what `kind` lacks does not exist. False if that list was not read, or is older than the list `referrer`, whose
 * items refer to it or are referred to from it.
 */
export function isComplete({ parts }: Pick<Estate, 'parts'>, scope: Scope, kind: Kind, referrer: Kind) {
  const part = parts.get(keyOf(scope));
  const readAt = part?.[kind].readAt;
  return readAt !== undefined && readAt >= (part?.[referrer].readAt ?? 0);
}

/** Whether a list of this kind was read in every scope (`all`), or in any (`some`). */
export const isRead = ({ parts }: Estate, kind: Kind, inScopes: 'every' | 'some') =>
  parts.size > 0 && [...parts.values()][inScopes](({ [kind]: { readAt } }) => readAt !== undefined);

/** Replaces one session by its changed version, or removes it if there is none. */
export const withSession = (
  parts: readonly Part[],
  id: string,
  changed: Session | undefined,
): readonly Part[] =>
  parts.map((part) => ({
    ...part,
    sessions: {
      ...part.sessions,
      items: part.sessions.items.flatMap((session) => (session.id === id ? (changed ?? []) : session)),
    },
  }));

/** Whether a filter has neither rules nor network services, and so mirrors nothing. */
export const isEmpty = ({ ingressRules, egressRules, networkServices }: Filter) =>
  ingressRules.length + egressRules.length + networkServices.length === 0;
