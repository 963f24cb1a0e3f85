/** A thousand callers of 201 accounts in two Regions: what does the gateway keep for them? */
import { writeAccountsFile } from '../../support/manyAccounts.ts';
import { atMost, fact, type Row, round } from '../../support/rows.ts';
import { startTokenIssuer } from '../../support/tokens.ts';
import { startWatched } from '../../support/watchedProgram.ts';
import { startMeasured } from './programs.ts';

const callers = 1_000;
/** How many accounts each of them uses, in both Regions. */
const used = 2;
const atOnce = 8;
const maxGrowthMb = 100;

export async function manyCallers(): Promise<Row[]> {
  const tokens = await startTokenIssuer();
  const emulator = await startWatched({
    file: 'dist/emulator.js',
    programArgs: ['--port', '0', '--accounts', '201', '--region', 'us-east-1,eu-west-1'],
    env: {},
  });
  const gateway = await startMeasured({
    ...tokens.env,
    EC2_MODE: 'aws',
    AWS_ENDPOINT_URL_EC2: emulator.url,
    ALLOW_ENDPOINT_OVERRIDE: 'true',
    AWS_ACCESS_KEY_ID: 'AKIAGATEWAY',
    AWS_SECRET_ACCESS_KEY: 'gateway',
    AWS_ACCOUNTS_FILE: writeAccountsFile(),
    READ_ONLY: 'true',
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'warn',
  });
  const memory = async () => ({
    heap: (await gateway.heapAfterGc()) / 2 ** 20,
    resident: gateway.residentMb(),
  });
  const ask = async (n: number) => {
    const accounts = Array.from({ length: used }, (_, i) => 100_000_000_002 + ((n * used + i) % 200));
    const lists = accounts.map(
      (id) =>
        `a${id}: trafficMirrorSessions(scope: { accountIds: ["${id}"], allRegions: true }) { scopeErrors { code } }`,
    );
    const authorization = `Bearer ${await tokens.token('traffic-mirror:read', { sub: `caller-${n}` })}`;
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: `{ trafficMirrorScopes { region } ${lists.join(' ')} }` }),
    });
    const text = await response.text();
    if (!response.ok || text.includes('"code"')) throw new Error(text.slice(0, 500));
  };
  // What the first requests load and compile is no cost of callers.
  for (let n = 0; n < 20; n++) await ask(n);
  const before = await memory();
  let next = 20;
  const work = async () => {
    while (next < callers) await ask(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const after = await memory();
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const assumed = Number(/^sts_calls_total\{result="ok"\} (\d+)/m.exec(metrics)?.[1]);
  const troubles = gateway.troubles();
  await gateway.stop();
  await emulator.stop();
  await tokens.stop();
  return [
    atMost(
      `${callers} callers of 402 accounts and Regions: heap after GC`,
      after.heap - before.heap,
      maxGrowthMb,
      'MB',
    ),
    fact('the same: resident memory', `${round(before.resident)} to ${round(after.resident)} MB`),
    {
      what: `AssumeRole, ${used} accounts in two Regions used by each caller`,
      target: `${callers * used}`,
      measured: `${assumed}`,
      isMet: assumed === callers * used,
    },
    ...troubles.map((trouble) => ({ ...fact('callers: trouble', trouble), isMet: false })),
  ];
}
