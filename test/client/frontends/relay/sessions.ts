/** The operations of the frontend with Relay, for relay-compiler. They run by what it generates of them. */
import { graphql } from 'relay-runtime';

export const operations = [
  graphql`
    fragment sessions_row on TrafficMirrorSession @refetchable(queryName: "sessionsRowQuery") {
      id
      sessionNumber
      packetLength
    }
  `,
  graphql`
    fragment sessions_list on Query
    @argumentDefinitions(
      filter: { type: "TrafficMirrorSessionFilterInput" }
      first: { type: "Int", defaultValue: 50 }
      after: { type: "String" }
    )
    @refetchable(queryName: "sessionsNextPageQuery") {
      trafficMirrorSessions(filter: $filter, first: $first, after: $after)
      @connection(key: "sessions_trafficMirrorSessions", filters: []) {
        __id
        edges {
          node {
            sessionNumber
            packetLength
            ...sessions_row
          }
        }
      }
    }
  `,
  graphql`
    query sessionsListQuery($filter: TrafficMirrorSessionFilterInput) {
      ...sessions_list @arguments(filter: $filter)
    }
  `,
  graphql`
    query sessionsSourceQuery($networkInterfaceId: ID!) {
      trafficMirrorSource(networkInterfaceId: $networkInterfaceId) {
        region
        networkInterfaceId
        trafficMirrorEligibility {
          sessionsInUse
        }
      }
    }
  `,
  graphql`
    query sessionsGetQuery($id: ID!) {
      trafficMirrorSession(id: $id) {
        networkInterface {
          region
          networkInterfaceId
        }
      }
    }
  `,
  // Never sent: what it asks for is in the store.
  graphql`
    query sessionsThroughQuery($id: ID!) {
      trafficMirrorSession(id: $id) {
        networkInterface {
          trafficMirrorEligibility {
            sessionsInUse
          }
        }
      }
    }
  `,
  graphql`
    mutation sessionsCreateMutation($input: CreateTrafficMirrorSessionInput!, $connections: [ID!]!) {
      createTrafficMirrorSession(input: $input) {
        trafficMirrorSession @appendNode(connections: $connections, edgeTypeName: "TrafficMirrorSessionEdge") {
          id
          version
          ...sessions_row
        }
      }
    }
  `,
  graphql`
    mutation sessionsModifyMutation($input: ModifyTrafficMirrorSessionInput!) {
      modifyTrafficMirrorSession(input: $input) {
        trafficMirrorSession {
          ...sessions_row
        }
      }
    }
  `,
  // The edge first: it is found by its node.
  graphql`
    mutation sessionsDeleteMutation($input: DeleteTrafficMirrorSessionInput!, $connections: [ID!]!) {
      deleteTrafficMirrorSession(input: $input) {
        deletedId @deleteEdge(connections: $connections)
        deletedRecord: deletedId @deleteRecord
      }
    }
  `,
];
