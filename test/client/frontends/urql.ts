/** A frontend with urql and graphcache, whose gateway runs trusted documents only. */
import { Client, fetchExchange, gql } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { persistedExchange } from '@urql/exchange-persisted';
import { keys, possibleTypes } from 'traffic-mirror-client/caches';
import {
  CreateSessionDocument,
  type CreateSessionMutation,
  DeleteSessionDocument,
  type DeleteSessionMutation,
  GetSessionDocument,
  GetSourceDocument,
  idOf,
  ListSessionsDocument,
  type ListSessionsQuery,
  ModifySessionDocument,
} from 'traffic-mirror-client/documents';
import { countedFetch, note, report, task, warn } from './report.ts';

const { networkInterfaceId } = task.session;
const variables = { filter: { networkInterfaceIds: [networkInterfaceId] }, first: 50 };
type Sessions = NonNullable<ListSessionsQuery['trafficMirrorSessions']>['nodes'];

/** Changes the sessions of the list. */
const changeList =
  (change: (sessions: Sessions) => Sessions) =>
  (found: ListSessionsQuery | null): ListSessionsQuery | null =>
    found?.trafficMirrorSessions
      ? {
          ...found,
          trafficMirrorSessions: {
            ...found.trafficMirrorSessions,
            nodes: change(found.trafficMirrorSessions.nodes),
          },
        }
      : found;

const cache = cacheExchange({
  keys,
  possibleTypes,
  logger: (severity, message) => severity !== 'debug' && warn(message),
  updates: {
    Mutation: {
      createTrafficMirrorSession({ createTrafficMirrorSession }: CreateSessionMutation, _, cache) {
        const session = createTrafficMirrorSession?.trafficMirrorSession;
        if (session)
          cache.updateQuery(
            { query: ListSessionsDocument, variables },
            changeList((all) => [...all, session]),
          );
      },
      deleteTrafficMirrorSession({ deleteTrafficMirrorSession }: DeleteSessionMutation, _, cache) {
        const deletedId = deleteTrafficMirrorSession?.deletedId;
        if (!deletedId) return;
        cache.updateQuery(
          { query: ListSessionsDocument, variables },
          changeList((all) => all.filter(({ id }) => id !== deletedId)),
        );
        cache.invalidate({ __typename: 'TrafficMirrorSession', id: deletedId });
      },
    },
  },
});
const byId = persistedExchange({
  enforcePersistedQueries: true,
  enableForMutation: true,
  // The gateway refuses a GET without a header that only its own pages and clients can set.
  preferGetForPersistedQueries: false,
  generateHash: async (_, document) => idOf(document),
});
const client = new Client({
  url: task.url,
  fetch: countedFetch,
  exchanges: [cache, byId, fetchExchange],
  preferGetMethod: false,
});

let shown: Sessions = [];
const watching = client.query(ListSessionsDocument, variables);
watching.subscribe(({ data }) => {
  shown = data?.trafficMirrorSessions?.nodes ?? [];
});
await watching.toPromise();
note(shown);
await client.query(GetSourceDocument, { networkInterfaceId }).toPromise();

const created = await client.mutation(CreateSessionDocument, { input: task.session }).toPromise();
note(shown);

const { id, version } = created.data?.createTrafficMirrorSession?.trafficMirrorSession ?? {
  id: '',
  version: '',
};
await client
  .mutation(ModifySessionDocument, {
    input: { trafficMirrorSessionId: id, packetLength: 64, ifVersion: version },
  })
  .toPromise();
note(shown);

// The interface is read again on its own, and shows through the session.
await client.query(GetSessionDocument, { id }).toPromise();
await client.query(GetSourceDocument, { networkInterfaceId }, { requestPolicy: 'network-only' }).toPromise();
const through = await client
  .query(
    gql`query ($id: ID!) { trafficMirrorSession(id: $id) { networkInterface { trafficMirrorEligibility { sessionsInUse } } } }`,
    { id },
    { requestPolicy: 'cache-only' },
  )
  .toPromise();

await client.mutation(DeleteSessionDocument, { input: { trafficMirrorSessionId: id } }).toPromise();
note(shown);
report({
  sessionsInUse: through.data?.trafficMirrorSession.networkInterface.trafficMirrorEligibility.sessionsInUse,
});
