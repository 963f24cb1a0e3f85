/** Documents that are all different: does what is kept of them stay within bounds? */
import { Agent, request } from 'node:http';
import { atMost, type Row, round } from '../../support/rows.ts';
import { startWatched } from '../../support/watchedProgram.ts';

const clients = 10;
/** V8's limit of the heap, and the bound of the resident memory, in MB. With the small heap, it is enough to live. */
const heaps = [
  { heapMb: 128, boundMb: undefined },
  { heapMb: 1_024, boundMb: 350 },
];
/** Sent once, a document is parsed; sent as often as this, it is compiled too. */
const timesToCompile = 12;

const fields = (n: number) =>
  Array.from(
    { length: 20 },
    (_, i) =>
      `a${i}_${n}: trafficMirrorSession(id: "tms-0a1b2c3d4e5f6000${(i % 5) + 1}") { arn packetLength }`,
  );

/** @param count how many documents are sent once; a twentieth of them is sent until they are compiled. */
export async function manyDocuments(count: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const heap of heaps) {
    rows.push(await send(heap, count, 1));
    rows.push(await send(heap, Math.ceil(count / 20), timesToCompile));
  }
  return rows;
}

async function send(
  { heapMb, boundMb = Number.POSITIVE_INFINITY }: (typeof heaps)[number],
  count: number,
  times: number,
): Promise<Row> {
  const gateway = await startWatched({
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    nodeArgs: [`--max-old-space-size=${heapMb}`],
  });
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let peakMb = 0;
  let sent = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (sent < count && gateway.isAlive()) {
        const query = `{ ${fields(sent++).join(' ')} }`;
        for (let time = 0; time < times; time++) await post(`${gateway.url}/graphql`, query, agent);
        peakMb = Math.max(peakMb, gateway.residentMb());
      }
    }),
  );
  agent.destroy();
  const isAlive = gateway.isAlive();
  const troubles = gateway.troubles();
  await gateway.stop();
  const what = `${round(count)} documents sent ${times === 1 ? 'once' : `${times} times`}, heap of ${heapMb} MB: resident memory`;
  const row = atMost(what, peakMb, boundMb, 'MB');
  return {
    ...row,
    ...(boundMb === Number.POSITIVE_INFINITY ? { target: 'alive' } : {}),
    ...(isAlive && troubles.length === 0 ? {} : { measured: troubles.join('; '), isMet: false }),
  };
}

/** Resolves when the answer has arrived, or the connection broke: whether the gateway lives is asked elsewhere. */
function post(url: string, query: string, agent: Agent): Promise<void> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const sending = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('close', resolve);
    });
    sending.on('error', () => resolve());
    sending.end(JSON.stringify({ query }));
  });
}
