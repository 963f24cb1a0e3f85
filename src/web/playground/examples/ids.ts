/** The examples that read many resources at once, or any by its global ID, and say which accounts there are. */
import type { Example } from './example.ts';

export const ids: readonly Example[] = [
  {
    query: `# Reads many resources at once, in the order of
# their ids. What is not there is null.
query ReadMany(
  $sessions: [ID!]!
  $targets: [ID!]!
  $filters: [ID!]!
  $rules: [ID!]!
  $interfaces: [TrafficMirrorSourceKeyInput!]!
) {
  trafficMirrorSessionsByIds(ids: $sessions) { sessionNumber description }
  trafficMirrorTargetsByIds(ids: $targets) { type description }
  trafficMirrorFiltersByIds(ids: $filters) { description }
  trafficMirrorFilterRulesByIds(ids: $rules) { ruleNumber description }
  trafficMirrorSourcesByKeys(keys: $interfaces) {
    trafficMirrorSurroundings { privateIpAddress }
  }
}`,
    variables: {
      sessions: ['tms-0a1b2c3d4e5f60001', 'tms-0a1b2c3d4e5f60006'],
      targets: ['tmt-0b2c3d4e5f6a70001'],
      filters: ['tmf-0c3d4e5f6a7b80001', 'tmf-0c3d4e5f6a7b80002'],
      rules: ['tmfr-0d4e5f6a7b8c90003'],
      interfaces: [{ region: 'us-east-1', networkInterfaceId: 'eni-0e5f6a7b8c9d00001' }],
    },
  },
  {
    query: `# Reads any resource by its global ID, which is
# the id of each object, as Relay does.
query Nodes(
  $id: ID!
  $ids: [ID!]!
) {
  node(id: $id) {
    ... on TrafficMirrorSession { trafficMirrorSessionId sessionNumber }
  }
  nodes(ids: $ids) {
    __typename
    id
  }
}`,
    variables: {
      id: 'MTIzNDU2Nzg5MDEyL3VzLWVhc3QtMS90bXMtMGExYjJjM2Q0ZTVmNjAwMDE',
      ids: [
        'MTIzNDU2Nzg5MDEyL3VzLWVhc3QtMS90bXQtMGIyYzNkNGU1ZjZhNzAwMDE',
        'MTIzNDU2Nzg5MDEyL3VzLWVhc3QtMS90bWYtMGMzZDRlNWY2YTdiODAwMDI',
      ],
    },
  },
  {
    query: `# Who you are, the accounts and Regions that you
# may use, and the sessions of all of them.
query Scopes {
  trafficMirrorCaller { subject permissions readOnlyReason }
  trafficMirrorScopes { accountId region }
  trafficMirrorSessions(
    scope: { allAccounts: true, allRegions: true }
    first: 20
  ) {
    nodes { scope { accountId region } trafficMirrorSessionId }
    scopeErrors { scope { accountId region } message }
    pageInfo { hasNextPage endCursor }
  }
}`,
  },
];
