/** One caller asks for hundreds of different lists at once: how long does another one wait for a single list? */
import { atMost, fact, type Row, round } from '../../support/rows.ts';
import { startTokenIssuer } from '../../support/tokens.ts';
import { startWatched } from '../../support/watchedProgram.ts';
import { startMeasured } from './programs.ts';

const requests = 30;
const listsOfEach = 20;
/** How many lists are asked for alone; beside the others, as many as fit into the time that those take. */
const listsAlone = 20;
/** How many times as long as alone. */
const maxFactor = 3;
/** Behind an EC2 that answers in less, the wait for its request rate decides: callers share it, whatever the gateway does. */
const latencyMs = 200;

/** Lists of sessions, no two of which are equal, so that none is read for another one. */
const toQuery = (numbers: readonly number[]) =>
  `{ ${numbers
    .map(
      (n) =>
        `f${n}: trafficMirrorSessions(first: 50, filter: { sessionNumbers: [1, 2, 3, ${n + 10}] }) { nodes { trafficMirrorSessionId } }`,
    )
    .join(' ')} }`;

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

export async function fairness(): Promise<Row[]> {
  const tokens = await startTokenIssuer();
  const emulator = await startWatched({
    file: 'dist/emulator.js',
    programArgs: ['--port', '0', '--seed', 'large:2000', '--latency-ms', String(latencyMs)],
    env: {},
  });
  const gateway = await startMeasured({
    ...tokens.env,
    EC2_MODE: 'aws',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_EC2: emulator.url,
    ALLOW_ENDPOINT_OVERRIDE: 'true',
    AWS_ACCESS_KEY_ID: 'AKIAGATEWAY',
    AWS_SECRET_ACCESS_KEY: 'gateway',
    READ_ONLY: 'true',
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'warn',
  });
  let next = 1;
  const ask = async (sub: string, lists: number): Promise<number> => {
    const authorization = `Bearer ${await tokens.token('traffic-mirror:read', { sub })}`;
    const query = toQuery(Array.from({ length: lists }, () => next++));
    const startedAt = performance.now();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    if (sub === 'bob' && (!response.ok || text.includes('"errors"'))) throw new Error(text.slice(0, 500));
    return performance.now() - startedAt;
  };
  for (let n = 0; n < listsAlone; n++) await ask('bob', 1);
  const alone: number[] = [];
  for (let n = 0; n < listsAlone; n++) alone.push(await ask('bob', 1));
  let isOver = false;
  const flood = Promise.all(Array.from({ length: requests }, () => ask('alice', listsOfEach))).then(() => {
    isOver = true;
  });
  const beside: number[] = [];
  while (!isOver) beside.push(await ask('bob', 1));
  await flood;
  const troubles = gateway.troubles();
  await Promise.all([gateway.stop(), emulator.stop(), tokens.stop()]);
  const factor = median(beside) / median(alone);
  const times = `${round(median(beside))} ms of ${beside.length}, alone ${round(median(alone))} ms; the first, with which all others arrive, ${round(beside[0] ?? Number.NaN)} ms`;
  return [
    atMost(
      `fairness: one list beside ${requests} requests of ${listsOfEach} lists, EC2 of ${latencyMs} ms, in times of what it takes alone`,
      factor,
      maxFactor,
    ),
    fact('fairness: median of this list', times),
    ...troubles.map((trouble) => ({ ...fact('fairness: trouble', trouble), isMet: false })),
  ];
}
