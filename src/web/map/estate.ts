/** Everything that there is to draw, and how it is read: a list a kind and place, all at once, page by page. */
import {
  type FilterFieldsFragment as Filter,
  FiltersDocument,
  type InterfaceFieldsFragment,
  InterfacesDocument,
  ScopesDocument,
  type SessionFieldsFragment as Session,
  SessionsDocument,
  type TargetFieldsFragment as Target,
  TargetsDocument,
} from '../../generated/web/graphql.ts';
import type { Send } from './request.ts';

export type { Filter, Session, Target };

type Surroundings = Omit<NonNullable<InterfaceFieldsFragment['trafficMirrorSurroundings']>, '__typename'>;

/** An interface with what surrounds it; null where that is not known. */
export type Interface = Pick<InterfaceFieldsFragment, 'region' | 'networkInterfaceId'> & {
  readonly [Name in keyof Surroundings]: Surroundings[Name] | null;
};

export function toInterface({
  region,
  networkInterfaceId,
  trafficMirrorSurroundings: known,
}: Partial<InterfaceFieldsFragment> &
  Pick<InterfaceFieldsFragment, 'region' | 'networkInterfaceId'>): Interface {
  return {
    region,
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

export interface Estate {
  readonly interfaces: readonly Interface[];
  /** By source interface, in evaluation order. */
  readonly sessions: readonly Session[];
  readonly targets: ReadonlyMap<string, Target>;
  readonly filters: ReadonlyMap<string, Filter>;
}

/** How far the reading of one account and Region has come. */
export interface Progress {
  readonly place: string;
  readonly state: 'outstanding' | 'read' | 'failed';
  /** What has been read so far. */
  readonly count: number;
  /** Why it failed. */
  readonly message?: string;
}

interface Page<Item> {
  readonly page: { nodes: Item[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null;
}

/** Filters have up to 20 rules each. */
const pageSize = { usual: 1_000, filters: 100 };

/**
 * Reads what the gateway serves. A place that cannot be read is left out, and its progress says why.
 *
 * @throws Error when not even the places can be found out.
 */
export async function loadEstate(
  send: Send,
  onProgress: (progress: readonly Progress[]) => void,
  signal: AbortSignal,
): Promise<Estate> {
  const places = (await send(ScopesDocument, {}, signal)).trafficMirrorScopes ?? [];
  const progress: Progress[] = places.map(({ accountId, region }) => ({
    place: new Set(places.map((place) => place.accountId)).size > 1 ? `${accountId} ${region}` : region,
    state: 'outstanding',
    count: 0,
  }));
  const report = (index: number, news: Partial<Progress>) => {
    const before = progress[index];
    if (before === undefined || signal.aborted) return;
    progress[index] = { ...before, ...news };
    onProgress([...progress]);
  };
  const parts = await Promise.all(
    places.map(async ({ accountId, region }, index) => {
      const scope = { accountIds: [accountId], regions: [region] };
      const read = async <Item>(ask: (after: string | null) => Promise<Page<Item>>) => {
        const items: Item[] = [];
        for (let after: string | null | undefined = null; after !== undefined; ) {
          const { page } = await ask(after);
          items.push(...(page?.nodes ?? []));
          report(index, { count: (progress[index]?.count ?? 0) + (page?.nodes.length ?? 0) });
          after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
        }
        return items;
      };
      const first = pageSize.usual;
      try {
        const part = await Promise.all([
          read<InterfaceFieldsFragment>((after) => send(InterfacesDocument, { scope, first, after }, signal)),
          read<Session>((after) => send(SessionsDocument, { scope, first, after }, signal)),
          read<Target>((after) => send(TargetsDocument, { scope, first, after }, signal)),
          read<Filter>((after) => send(FiltersDocument, { scope, first: pageSize.filters, after }, signal)),
        ]);
        report(index, { state: 'read' });
        return part;
      } catch (error) {
        report(index, { state: 'failed', message: (error as Error).message });
        return [[], [], [], []] as [InterfaceFieldsFragment[], Session[], Target[], Filter[]];
      }
    }),
  );
  return {
    interfaces: parts.flatMap(([interfaces]) => interfaces.map(toInterface)),
    sessions: inEvaluationOrder(parts.flatMap(([, sessions]) => sessions)),
    targets: new Map(
      parts.flatMap(([, , targets]) => targets).map((target) => [target.trafficMirrorTargetId, target]),
    ),
    filters: new Map(
      parts.flatMap(([, , , filters]) => filters).map((filter) => [filter.trafficMirrorFilterId, filter]),
    ),
  };
}

/** The estate after a change of one session. */
export const withSession = (estate: Estate, changed: Session): Estate => ({
  ...estate,
  sessions: inEvaluationOrder(
    estate.sessions.map((session) => (session.id === changed.id ? changed : session)),
  ),
});

function inEvaluationOrder(sessions: readonly Session[]): Session[] {
  return sessions.toSorted((left, right) => (left.sessionNumber ?? 0) - (right.sessionNumber ?? 0));
}
