/** Clients that ask for much and do not read it: what do they cost the gateway and the others? */
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { atMost, fact, type Row, round } from '../../support/rows.ts';
import { startMeasured, watchHealth } from './programs.ts';

const clients = 60;
const maxGrowthMb = 300;
const cutWithinS = 30;
const patienceMs = 90_000;

/** Long names, each repeated in every row of the answer. */
const aliases = Array.from({ length: 25 }, (_, n) => `${'a'.repeat(126)}${n.toString(36)}: arn`).join(' ');
/** More than the default, so that the answer of one request can be large. */
const limits = 'predictedNodes=40000';

/** A request whose answer has about 5.5 MB. @param n makes each answer different, so that none is shared. */
const fat = (n: number) =>
  JSON.stringify({
    query: `{ trafficMirrorSessions(first: ${1_000 - n}) { nodes { id version ${aliases} } } }`,
  });

/** Sends a request, and then reads nothing. */
function openSlow(url: string, body: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  socket.pause();
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

/** How many sockets the gateway has, besides that of the question. */
async function socketsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  const [, count] = /^nodejs_active_resources\{type="TCPSocketWrap"\} (\d+)/m.exec(text) ?? [];
  return Number(count ?? 0);
}

export async function slowClients(): Promise<Row[]> {
  const gateway = await startMeasured({ LIMITS: limits });
  const { url } = gateway;
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: fat(0),
  });
  const megabytes = (await answer.text()).length / 2 ** 20;
  await gateway.heapAfterGc();
  const [before, socketsBefore] = [gateway.residentMb(), await socketsOf(url)];
  const health = watchHealth(url);
  const startedAt = performance.now();
  const sockets = Array.from({ length: clients }, (_, n) => openSlow(url, fat(n)));
  let peak = before;
  let cutMs: number | undefined;
  let wasBusy = false;
  while (cutMs === undefined && performance.now() - startedAt < patienceMs) {
    await wait(200);
    peak = Math.max(peak, gateway.residentMb());
    const open = (await socketsOf(url)) - socketsBefore;
    wasBusy ||= open > clients / 2;
    // The health check may have a socket of its own.
    if (wasBusy && open <= 2) cutMs = performance.now() - startedAt;
  }
  const longestMs = await health.stop();
  for (const socket of sockets) socket.destroy();
  const troubles = gateway.troubles();
  await gateway.stop();
  const what = `slow clients: ${clients} that do not read ${round(megabytes)} MB`;
  const seconds = (cutMs ?? patienceMs) / 1_000;
  return [
    atMost(`${what}: growth of the resident memory`, peak - before, maxGrowthMb, 'MB'),
    {
      ...atMost('slow clients: cut after', seconds, cutWithinS, 's'),
      ...(cutMs === undefined ? { measured: `not within ${seconds} s` } : {}),
    },
    fact('slow clients: longest answer of `/health/live` meanwhile', `${round(longestMs)} ms`),
    ...troubles.map((trouble) => ({ ...fact('slow clients: trouble', trouble), isMet: false })),
  ];
}
