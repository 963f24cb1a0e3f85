/** A frontend with Relay and operations of its own. */
import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  type GraphQLResponse,
  type GraphQLTaggedNode,
  getRequest,
  getSingularSelector,
  type MutationParameters,
  Network,
  RecordSource,
  Store,
  type Variables,
} from 'relay-runtime';
import { getDataID } from 'traffic-mirror-client/caches';
import { countedFetch, note, report, task } from '../report.ts';
import listFragment, { type sessions_list$data } from './__generated__/sessions_list.graphql.ts';
import rowFragment, { type sessions_row$data } from './__generated__/sessions_row.graphql.ts';
import createMutation, {
  type sessionsCreateMutation,
} from './__generated__/sessionsCreateMutation.graphql.ts';
import deleteMutation, {
  type sessionsDeleteMutation,
} from './__generated__/sessionsDeleteMutation.graphql.ts';
import getQuery, { type sessionsGetQuery } from './__generated__/sessionsGetQuery.graphql.ts';
import listQuery, { type sessionsListQuery } from './__generated__/sessionsListQuery.graphql.ts';
import modifyMutation, {
  type sessionsModifyMutation,
} from './__generated__/sessionsModifyMutation.graphql.ts';
import rowQuery, { type sessionsRowQuery } from './__generated__/sessionsRowQuery.graphql.ts';
import sourceQuery, { type sessionsSourceQuery } from './__generated__/sessionsSourceQuery.graphql.ts';
import throughQuery, { type sessionsThroughQuery } from './__generated__/sessionsThroughQuery.graphql.ts';

const environment = new Environment({
  getDataID,
  store: new Store(new RecordSource()),
  network: Network.create(async ({ text: query }, variables) => {
    const response = await countedFetch(task.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  }),
});

/** What the store has for an operation, which it keeps from now on. */
function look(operation: GraphQLTaggedNode, variables: Variables) {
  const descriptor = createOperationDescriptor(getRequest(operation), variables);
  environment.retain(descriptor);
  return environment.lookup(descriptor.fragment);
}

const { networkInterfaceId } = task.session;
const variables = { filter: { networkInterfaceIds: [networkInterfaceId] } };

function readList() {
  const { data } = look(listQuery, variables);
  const selector = getSingularSelector(listFragment, data);
  if (!selector) throw new Error('the list is not in the store');
  const { trafficMirrorSessions } = environment.lookup(selector).data as unknown as sessions_list$data;
  note(trafficMirrorSessions?.edges.map(({ node }) => node));
  return trafficMirrorSessions?.__id ?? '';
}

const commit = <Mutation extends MutationParameters>(
  mutation: GraphQLTaggedNode,
  variables: Mutation['variables'],
) =>
  new Promise<Mutation['response']>((resolve, reject) => {
    const settle = { onCompleted: resolve, onError: reject };
    commitMutation<Mutation>(environment, { mutation, variables, ...settle });
  });

await fetchQuery<sessionsListQuery>(environment, listQuery, variables).toPromise();
const connections = [readList()];
await fetchQuery<sessionsSourceQuery>(environment, sourceQuery, { networkInterfaceId }).toPromise();

const created = await commit<sessionsCreateMutation>(createMutation, { input: task.session, connections });
readList();

const session = created.createTrafficMirrorSession?.trafficMirrorSession;
const { id, version } = session ?? { id: '', version: '' };
const input = { trafficMirrorSessionId: id, packetLength: 64, ifVersion: version };
await commit<sessionsModifyMutation>(modifyMutation, { input });
readList();

// A refetchable fragment is read by `Query.node`.
const row = await fetchQuery<sessionsRowQuery>(environment, rowQuery, { id }).toPromise();
const rowSelector = getSingularSelector(rowFragment, row?.node);
const refetched = rowSelector && (environment.lookup(rowSelector).data as unknown as sessions_row$data);

// The interface is read again on its own, and shows through the session.
await fetchQuery<sessionsGetQuery>(environment, getQuery, { id }).toPromise();
await fetchQuery<sessionsSourceQuery>(environment, sourceQuery, { networkInterfaceId }).toPromise();
const through = look(throughQuery, { id }).data as unknown as sessionsThroughQuery['response'];

await commit<sessionsDeleteMutation>(deleteMutation, { input: { trafficMirrorSessionId: id }, connections });
readList();
report({
  refetched: refetched?.packetLength,
  sessionsInUse: through.trafficMirrorSession?.networkInterface?.trafficMirrorEligibility?.sessionsInUse,
  isDeleted: environment.getStore().getSource().get(id) == null,
});
