/** What tracing costs: a gateway with a tenth of its requests recorded, beside one that records nothing. */
import { join } from 'node:path';
import { startChild } from './children.js';

const here = import.meta.dirname;

const workloads = [
  { name: 'one session with edges, 50 clients', operation: 'one', clients: 50 },
  { name: 'any of 1,000 sessions with edges, 50 clients', operation: 'any', clients: 50 },
];

/** Until code that runs often has been compiled. */
const warmUpMs = 10_000;

/**
 * Both gateways run all the time, and are measured in turns: whichever comes first in one round comes last in the next. With fresh processes
 * for each measurement, compiling would be most of what is measured.
 *
 * @param built the folder of the programs.
 * @returns the rounds of each workload, with what was measured `off` and `on`.
 */
export async function measureTracing(built, { rounds: count, durationMs }) {
  const collector = await startChild(join(here, 'collector.js'));
  const tenth = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '0.1' };
  const measured = [];
  for (const { name, ...workload } of workloads) {
    const generator = await startChild(join(here, 'loadProcess.js'));
    const sides = { off: await startSide(built, {}), on: await startSide(built, tenth) };
    const run = async (side, durationMs) => {
      const before = await side.server.ask();
      const { requests, seconds } = await generator.ask({
        load: { ...workload, durationMs, urls: [side.server.url] },
      });
      const { cpuMs, peakMb } = await side.server.ask();
      return { perSecond: requests / seconds, cpuMs: (cpuMs - before.cpuMs) / requests, peakMb };
    };
    for (const side of Object.values(sides)) await run(side, warmUpMs);
    const rounds = [];
    for (let n = 0; n < count; n++) {
      const round = {};
      for (const which of n % 2 === 0 ? ['off', 'on'] : ['on', 'off'])
        round[which] = await run(sides[which], durationMs);
      rounds.push(round);
    }
    for (const child of [generator, ...Object.values(sides).flatMap(Object.values)]) await child.stop();
    measured.push({ name, rounds });
  }
  await collector.stop();
  return measured;
}

async function startSide(built, settings) {
  const ec2 = await startChild(join(built, 'ec2.js'), { LATENCY_MS: '0', THROTTLE: 'false' });
  const server = await startChild(join(built, 'gateway.js'), { ...settings, EC2_URL: ec2.url });
  return { server, ec2 };
}
