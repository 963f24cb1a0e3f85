/**
 * Starts the compute subgraph and a gateway over it and the traffic-mirror subgraph, each on its own port.
 *
 * The arguments are a command that starts the traffic-mirror subgraph. Without arguments, it must already run at TRAFFIC_MIRROR_URL.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startCompute } from './compute.ts';
import { startPlatform } from './platform.ts';

const { TRAFFIC_MIRROR_URL = 'http://127.0.0.1:4000/graphql', TRAFFIC_MIRROR_TOKEN } = process.env;
const { COMPUTE_PORT = 4001, PLATFORM_PORT = 4002 } = process.env;
const [program, ...args] = process.argv.slice(2);

const mirror =
  program === undefined ? undefined : spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
const mirrorUrl = mirror === undefined ? TRAFFIC_MIRROR_URL : await urlOf(mirror);
const compute = await startCompute(Number(COMPUTE_PORT));
const platform = await startPlatform(
  [
    { name: 'traffic-mirror', url: mirrorUrl, token: TRAFFIC_MIRROR_TOKEN },
    { name: 'compute', url: compute.url },
  ],
  Number(PLATFORM_PORT),
);

const query =
  '{ instances { name networkInterfaces { privateDnsName trafficMirrorSessions { sessionNumber target { description } } } } }';
console.log(`
traffic-mirror  ${mirrorUrl}
compute         ${compute.url}
platform graph  ${platform.url}

Paste this into another terminal:

curl -s ${platform.url} -H 'content-type: application/json' -d '${JSON.stringify({ query })}'
`);

async function stop(): Promise<void> {
  await platform.stop();
  await compute.stop();
  if (mirror?.exitCode === null && mirror.kill('SIGTERM')) await once(mirror, 'exit');
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

/** Reads the GraphQL URL from the log line that the program prints when it is ready. Exits when the program ends without one. */
async function urlOf(child: ChildProcess): Promise<string> {
  child.once('exit', (code) => process.exit(code ?? 1));
  if (child.stdout === null) throw new Error('the standard output of the program must be a pipe');
  for await (const line of createInterface(child.stdout)) {
    if (!line.includes('"msg":"ready"')) continue;
    child.stdout.resume();
    return (JSON.parse(line) as { graphql: string }).graphql;
  }
  return process.exit(1);
}
