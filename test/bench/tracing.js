/** What tracing costs: the gateway with a tenth of its requests recorded, beside one that records nothing. */
import { join } from 'node:path';
import { startChild } from './children.js';

const collector = join(import.meta.dirname, 'collector.js');

const workloads = [
  { name: 'one session with edges, 50 clients', operation: 'one', clients: 50 },
  { name: 'any of 1,000 sessions with edges, 50 clients', operation: 'any', clients: 50 },
];

/**
 * Measures both in turns; whichever comes first in one round comes last in the next.
 *
 * @param measure makes one measurement with these settings of the gateway.
 * @returns the rounds of each workload, with what was measured `off` and `on`.
 */
export async function measureTracing(measure, runs) {
  const { url, stop } = await startChild(collector);
  const settings = { off: {}, on: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_TRACES_SAMPLER_ARG: '0.1' } };
  const measured = [];
  for (const { name, ...workload } of workloads) {
    const rounds = [];
    for (let n = 0; n < runs; n++) {
      const round = {};
      for (const which of n % 2 === 0 ? ['off', 'on'] : ['on', 'off'])
        round[which] = await measure(workload, settings[which]);
      rounds.push(round);
    }
    measured.push({ name, rounds });
  }
  await stop();
  return measured;
}
