/** The SDK calls that a request needs, made in a loop without a server. */
import {
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  EC2Client,
  type Filter,
  ModifyTrafficMirrorSessionCommand,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { serveParent } from './child.ts';
import { type Load, type LoadResult, quantile } from './load.ts';
import { operations } from './operations.ts';
import { placesOf } from './places.ts';

const [{ region, credentials }] = placesOf(1);
const client = new EC2Client({ region, endpoint: process.env.EC2_URL ?? '', credentials });

type Session = Pick<TrafficMirrorSession, 'TrafficMirrorTargetId' | 'TrafficMirrorFilterId'>;

const describeSessions = (Filters: Filter[] | undefined, MaxResults: number) =>
  client.send(new DescribeTrafficMirrorSessionsCommand({ Filters, MaxResults }));

async function edges(sessions: readonly Session[]) {
  const ids = (key: keyof Session) => [...new Set(sessions.flatMap((session) => session[key] ?? []))];
  const filter = (Name: string, Values: string[]) => ({ Filters: [{ Name, Values }], MaxResults: 1_000 });
  await Promise.all([
    client.send(
      new DescribeTrafficMirrorTargetsCommand(
        filter('traffic-mirror-target-id', ids('TrafficMirrorTargetId')),
      ),
    ),
    client.send(
      new DescribeTrafficMirrorFiltersCommand(
        filter('traffic-mirror-filter-id', ids('TrafficMirrorFilterId')),
      ),
    ),
  ]);
}

async function act(body: string) {
  const { query, variables } = JSON.parse(body);
  if (query.startsWith('mutation')) {
    const { trafficMirrorSessionId, description } = variables.input;
    const input = { TrafficMirrorSessionId: trafficMirrorSessionId, Description: description };
    await client.send(new ModifyTrafficMirrorSessionCommand(input));
  } else {
    const { id, first } = variables;
    const criteria = id ? [{ Name: 'traffic-mirror-session-id', Values: [id] }] : undefined;
    const { TrafficMirrorSessions } = await describeSessions(criteria, first ?? 1_000);
    await edges(TrafficMirrorSessions ?? []);
  }
}

serveParent({}, async ({ load }: { readonly load: Load }): Promise<LoadResult> => {
  const startedAt = performance.now();
  const endsAt = startedAt + load.durationMs;
  const latencies: number[] = [];
  const client = async () => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now();
      await act(operations[load.operation]().body);
      latencies.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: load.clients ?? 1 }, client));
  latencies.sort((left, right) => left - right);
  return {
    requests: latencies.length,
    failures: 0,
    seconds: (performance.now() - startedAt) / 1_000,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    statuses: {},
  };
});
