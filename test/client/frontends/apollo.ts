/** A frontend with Apollo Client, whose gateway runs trusted documents only. */
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { possibleTypes, typePolicies } from 'traffic-mirror-client/caches';
import {
  CreateSessionDocument,
  DeleteSessionDocument,
  GetSessionDocument,
  GetSourceDocument,
  idOf,
  ListSessionsDocument,
  ModifySessionDocument,
} from 'traffic-mirror-client/documents';
import { countedFetch, note, report, task, warn } from './report.ts';

const byId = new PersistedQueryLink({ generateHash: idOf });
const client = new ApolloClient({
  link: byId.concat(new HttpLink({ uri: task.url, fetch: countedFetch })),
  cache: new InMemoryCache({ possibleTypes, typePolicies }),
});

const { networkInterfaceId } = task.session;
const list = {
  query: ListSessionsDocument,
  variables: { filter: { networkInterfaceIds: [networkInterfaceId] }, first: 50 },
};
const source = { query: GetSourceDocument, variables: { networkInterfaceId } };

await client.query(list);
const watched = client.watchQuery(list);
watched.subscribe(() => {});
const noteList = () => {
  const { data, dataState } = watched.getCurrentResult();
  if (dataState === 'complete') note(data.trafficMirrorSessions?.nodes);
};
noteList();
await client.query(source);

const created = await client.mutate({
  mutation: CreateSessionDocument,
  variables: { input: task.session },
  update(cache, { data }) {
    const session = data?.createTrafficMirrorSession?.trafficMirrorSession;
    if (!session) return;
    cache.updateQuery(
      list,
      (found) =>
        found?.trafficMirrorSessions && {
          ...found,
          trafficMirrorSessions: {
            ...found.trafficMirrorSessions,
            nodes: [...found.trafficMirrorSessions.nodes, session],
          },
        },
    );
  },
});
noteList();

const { id, version } = created.data?.createTrafficMirrorSession?.trafficMirrorSession ?? {
  id: '',
  version: '',
};
await client.mutate({
  mutation: ModifySessionDocument,
  variables: { input: { trafficMirrorSessionId: id, packetLength: 64, ifVersion: version } },
});
noteList();

// The interface is read again on its own, and shows through the session.
await client.query({ query: GetSessionDocument, variables: { id } });
await client.query({ ...source, fetchPolicy: 'network-only' });
const through = client.readQuery<{
  trafficMirrorSession: { networkInterface: { trafficMirrorEligibility: { sessionsInUse: number } } };
}>({
  query: gql`query ($id: ID!) { trafficMirrorSession(id: $id) { networkInterface { region networkInterfaceId trafficMirrorEligibility { sessionsInUse } } } }`,
  variables: { id },
});

await client.mutate({
  mutation: DeleteSessionDocument,
  variables: { input: { trafficMirrorSessionId: id } },
  update(cache, { data }) {
    const deletedId = data?.deleteTrafficMirrorSession?.deletedId;
    if (deletedId) cache.evict({ id: cache.identify({ __typename: 'TrafficMirrorSession', id: deletedId }) });
  },
});
noteList();

// What different queries have read of an object without a key, such as a list, is kept of each.
const ofPages = gql`query { trafficMirrorSessions { pageInfo { hasNextPage } } }`;
const ofNodes = gql`query { trafficMirrorSessions { nodes { id } } }`;
const pageInfo = { __typename: 'PageInfo', hasNextPage: false };
const connection = { __typename: 'TrafficMirrorSessionConnection' };
client.writeQuery({ query: ofPages, data: { trafficMirrorSessions: { ...connection, pageInfo } } });
client.writeQuery({ query: ofNodes, data: { trafficMirrorSessions: { ...connection, nodes: [] } } });
if (client.readQuery({ query: ofPages }) === null) warn('a query has replaced what another one has read');
report({
  sessionsInUse: through?.trafficMirrorSession.networkInterface.trafficMirrorEligibility.sessionsInUse,
});
client.stop();
