/** The lists that have been read: one for each kind of resource and scope, with its age. Pure. */
import type {
  FilterFieldsFragment as Filter,
  InterfaceFieldsFragment,
  SessionFieldsFragment as Session,
  TargetFieldsFragment as Target,
} from '../../generated/web/graphql.ts';
import { type Item, kept } from './sameness.ts';

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

export const hasFailure = (part: Part) => kinds.some((kind) => part[kind].failure !== undefined);

/** @returns the lists just read, see `kept`; where reading failed, the items read before, with the reason. */
export function updated(before: Part | undefined, fresh: Part): Part {
  const update = <One extends Item>(old: List<One> | undefined, list: List<One>): List<One> => {
    if (old === undefined) return list;
    if (list.failure !== undefined) return { ...old, failure: list.failure };
    return { ...list, items: kept(old.items, list.items) };
  };
  return {
    scope: fresh.scope,
    interfaces: update(before?.interfaces, fresh.interfaces),
    sessions: update(before?.sessions, fresh.sessions),
    targets: update(before?.targets, fresh.targets),
    filters: update(before?.filters, fresh.filters),
  };
}

/** Whether two readings of a scope, the second made by `updated` from the first, differ in nothing but their ages. */
export const isSameButAge = (before: Part, after: Part) =>
  kinds.every(
    (kind) =>
      before[kind].items === after[kind].items &&
      before[kind].failure === after[kind].failure &&
      (before[kind].readAt === undefined) === (after[kind].readAt === undefined),
  );

/** A session, target or filter as it is now, by its global ID. Undefined if it was deleted. */
export type Changed = { readonly id: string } & (
  | { readonly kind: 'sessions'; readonly item: Session | undefined }
  | { readonly kind: 'targets'; readonly item: Target | undefined }
  | { readonly kind: 'filters'; readonly item: Filter | undefined }
);

/** Replaces a resource by its changed version, removes it if there is none, or adds it if it is new. */
export const withChange = (parts: readonly Part[], { kind, id, item }: Changed): readonly Part[] =>
  parts.map((part) => {
    const list: List<Session | Target | Filter> = part[kind];
    const others = list.items.filter((one) => one.id !== id);
    const isNew = item && others.length === list.items.length && isSameScope(part.scope, item.scope);
    const next = list.items.flatMap((one) => (one.id === id ? (item ?? []) : one));
    return { ...part, [kind]: { ...list, items: isNew ? [...others, item] : next } };
  });
