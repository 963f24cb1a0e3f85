/** Loads everything that the map shows: for each scope all four kinds of resources at once, each page by page. */
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

/** A network interface with its VPC, addresses and tags. Null where unknown, as for an interface that cannot be read. */
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
  /** In evaluation order. */
  readonly sessions: readonly Session[];
  readonly targets: ReadonlyMap<string, Target>;
  readonly filters: ReadonlyMap<string, Filter>;
}

/** Whether a filter has neither rules nor network services, and so mirrors nothing. */
export const isEmpty = ({ ingressRules, egressRules, networkServices }: Filter) =>
  ingressRules.length + egressRules.length + networkServices.length === 0;

/** How far loading one scope has come. */
export interface Progress {
  /** The Region, preceded by the account if there are several accounts. */
  readonly scope: string;
  readonly state: 'outstanding' | 'loaded' | 'failed';
  /** How many resources have been loaded so far. */
  readonly count: number;
  /** Why loading failed. */
  readonly message?: string;
}

interface Page<Item> {
  readonly page: { nodes: Item[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null;
}

/** Pages of filters are smaller because each filter comes with up to 20 rules. */
const pageSize = { usual: 1_000, filters: 100 };

/**
 * Loads all scopes that the gateway serves. A scope that cannot be read is left out, and its progress says why.
 *
 * @throws Error if the list of scopes cannot be read.
 */
export async function loadEstate(
  send: Send,
  onProgress: (progress: readonly Progress[]) => void,
  signal: AbortSignal,
): Promise<Estate> {
  const scopes = (await send(ScopesDocument, {}, signal)).trafficMirrorScopes ?? [];
  const hasManyAccounts = new Set(scopes.map(({ accountId }) => accountId)).size > 1;
  const progress: Progress[] = scopes.map(({ accountId, region }) => ({
    scope: hasManyAccounts ? `${accountId} ${region}` : region,
    state: 'outstanding',
    count: 0,
  }));
  const report = (index: number, update: Partial<Progress>) => {
    const before = progress[index];
    if (before === undefined || signal.aborted) return;
    progress[index] = { ...before, ...update };
    onProgress([...progress]);
  };
  const loaded = await Promise.all(
    scopes.map(async (scope, index) => {
      const onItems = (items: number) => report(index, { count: (progress[index]?.count ?? 0) + items });
      try {
        const part = await loadScope(send, scope, onItems, signal);
        report(index, { state: 'loaded' });
        return [part];
      } catch (error) {
        report(index, { state: 'failed', message: (error as Error).message });
        return [];
      }
    }),
  );
  const parts = loaded.flat();
  const targets = parts.flatMap((part) => part.targets);
  const filters = parts.flatMap((part) => part.filters);
  return {
    interfaces: parts.flatMap((part) => part.interfaces.map(toInterface)),
    sessions: inEvaluationOrder(parts.flatMap((part) => part.sessions)),
    targets: new Map(targets.map((target) => [target.trafficMirrorTargetId, target])),
    filters: new Map(filters.map((filter) => [filter.trafficMirrorFilterId, filter])),
  };
}

/** @param onItems called with the number of resources on each page. */
async function loadScope(
  send: Send,
  { accountId, region }: { accountId: string; region: string },
  onItems: (count: number) => void,
  signal: AbortSignal,
) {
  const readAll = async <Item>(fetchPage: (after: string | null) => Promise<Page<Item>>) => {
    const items: Item[] = [];
    for (let after: string | null | undefined = null; after !== undefined; ) {
      const { page } = await fetchPage(after);
      const nodes = page?.nodes ?? [];
      items.push(...nodes);
      onItems(nodes.length);
      after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    }
    return items;
  };
  const scope = { accountIds: [accountId], regions: [region] };
  const first = pageSize.usual;
  const [interfaces, sessions, targets, filters] = await Promise.all([
    readAll<InterfaceFieldsFragment>((after) => send(InterfacesDocument, { scope, first, after }, signal)),
    readAll<Session>((after) => send(SessionsDocument, { scope, first, after }, signal)),
    readAll<Target>((after) => send(TargetsDocument, { scope, first, after }, signal)),
    readAll<Filter>((after) => send(FiltersDocument, { scope, first: pageSize.filters, after }, signal)),
  ]);
  return { interfaces, sessions, targets, filters };
}

/** @returns the estate with one session replaced by its changed version. */
export const withSession = (estate: Estate, changed: Session): Estate => ({
  ...estate,
  sessions: inEvaluationOrder(
    estate.sessions.map((session) => (session.id === changed.id ? changed : session)),
  ),
});

function inEvaluationOrder(sessions: readonly Session[]): Session[] {
  return sessions.toSorted((left, right) => (left.sessionNumber ?? 0) - (right.sessionNumber ?? 0));
}
