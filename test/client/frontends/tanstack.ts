/** A frontend with TanStack Query, which keeps answers as they are: after a change it asks again for what the change affects. */
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import {
  CreateSessionDocument,
  createClient,
  DeleteSessionDocument,
  ListSessionsDocument,
  ModifySessionDocument,
  RequestError,
} from 'traffic-mirror-client';
import { countedFetch, note, report, task } from './report.ts';

globalThis.fetch = countedFetch;
const send = createClient({ url: task.url, byId: true, timeoutMs: 20_000 });
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (attempts, error) =>
        attempts < 3 && error instanceof RequestError && error.retryAfterMs !== undefined,
      retryDelay: (_, error) => (error as RequestError).retryAfterMs ?? 1_000,
    },
  },
});

const variables = { filter: { networkInterfaceIds: [task.session.networkInterfaceId] }, first: 50 };
const sessions = {
  queryKey: ['sessions', variables],
  queryFn: ({ signal }: { signal: AbortSignal }) => send(ListSessionsDocument, variables, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
};
await queries.fetchQuery(sessions);
const observer = new QueryObserver(queries, sessions);
observer.subscribe(() => {});
const noteList = () => note(observer.getCurrentResult().data?.trafficMirrorSessions?.nodes);
noteList();

/** Resolves when the list has been read again. */
const changed = () => queries.invalidateQueries({ queryKey: ['sessions'] });

const { createTrafficMirrorSession } = await send(CreateSessionDocument, { input: task.session });
await changed();
noteList();
const id = createTrafficMirrorSession?.trafficMirrorSession?.id ?? '';
await send(ModifySessionDocument, { input: { trafficMirrorSessionId: id, packetLength: 64 } });
await changed();
noteList();
await send(DeleteSessionDocument, { input: { trafficMirrorSessionId: id } });
await changed();
noteList();
observer.destroy();
report({});
