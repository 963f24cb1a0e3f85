/** Peer (d): the SDK calls that a request needs, made in a loop without a server. */
import {
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import { serveParent } from './child.ts';
import { quantile } from './load.ts';
import { client } from './peerSchema.js';

const describeSessions = (Filters, MaxResults) =>
  client.send(new DescribeTrafficMirrorSessionsCommand({ Filters, MaxResults }));

async function edges(sessions) {
  const ids = (key) => [...new Set(sessions.map((session) => session[key]))];
  const filter = (Name, Values) => ({ Filters: [{ Name, Values }], MaxResults: 1_000 });
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

async function act(body) {
  const { query, variables } = JSON.parse(body);
  if (query.startsWith('mutation')) {
    const { trafficMirrorSessionId, description } = variables.input;
    const input = { TrafficMirrorSessionId: trafficMirrorSessionId, Description: description };
    await client.send(new ModifyTrafficMirrorSessionCommand(input));
  } else {
    const { id, first } = variables;
    const criteria = id ? [{ Name: 'traffic-mirror-session-id', Values: [id] }] : undefined;
    const { TrafficMirrorSessions } = await describeSessions(criteria, first ?? 1_000);
    await edges(TrafficMirrorSessions);
  }
}

serveParent({}, async ({ load }) => {
  if (!load) return {};
  const { operations } = await import('./operations.ts');
  const next = operations[load.operation];
  const endsAt = performance.now() + load.durationMs;
  const latencies = [];
  const client = async () => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now();
      await act(next());
      latencies.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  latencies.sort((left, right) => left - right);
  return {
    requests: latencies.length,
    failures: 0,
    seconds: load.durationMs / 1_000,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
});
