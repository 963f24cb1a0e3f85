/** Reads lists of findings in tests. */
import type { TestGateway } from './gateway.ts';

/** A page of findings with everything but what has to be read for it. */
export const listDocument = `query ($filter: TrafficMirrorFindingFilterInput, $scope: AwsFanOutInput, $first: Int! = 50, $after: String) {
  trafficMirrorFindings(filter: $filter, scope: $scope, first: $first, after: $after) {
    nodes { id code severity certainty message remedy assumptions affectedSessionCount evidence { resourceId property value } }
    counts { code severity count } totalCount readAt pageInfo { hasNextPage endCursor }
    unchecked { code reason message iamAction requiredPermission subjectCount scope { accountId } }
    scopeErrors { code scope { accountId } }
  }
}`;
export interface Found {
  readonly nodes: readonly {
    readonly id: string;
    readonly code: string;
    readonly severity: string;
    readonly certainty: string;
    readonly assumptions: readonly string[];
    readonly affectedSessionCount: number;
    readonly evidence: readonly object[];
  }[];
  readonly counts: readonly { readonly code: string; readonly count: number }[];
  readonly totalCount: number;
  readonly readAt: string;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly unchecked: readonly {
    readonly code: string;
    readonly reason: string;
    readonly requiredPermission: string | null;
    readonly iamAction: string | null;
  }[];
  readonly scopeErrors: readonly { readonly code: string; readonly scope: { readonly accountId: string } }[];
}
export const list = async (gateway: TestGateway, variables: object = {}) =>
  (await gateway.query<{ trafficMirrorFindings: Found }>(listDocument, variables)).trafficMirrorFindings;
export const codesOf = ({ nodes }: Found) => nodes.map(({ code }) => code);
export const sumOf = (calls: Record<string, number>) => Object.values(calls).reduce((sum, n) => sum + n, 0);
