/** What must be true of captures, while the gateway is killed. */
import { setTimeout as wait } from 'node:timers/promises';
import type { TrafficMirrorSession } from '@aws-sdk/client-ec2';
import { atMost, equal, type Row } from '../../support/rows.ts';
import { createRandom } from '../random.ts';
import { type Drive, type Rig, startRig, untilSo } from './rig.ts';

interface Payload {
  readonly trafficMirrorCapture: {
    readonly id: string;
    readonly sessions: { readonly trafficMirrorSessionId: string }[];
  } | null;
  readonly userErrors: { readonly code: string; readonly message: string }[];
}

const query = `mutation ($input: StartTrafficMirrorCaptureInput!) { startTrafficMirrorCapture(input: $input) {
  trafficMirrorCapture { id sessions { trafficMirrorSessionId } } userErrors { code message } } }`;

async function start(rig: Rig, networkInterfaceIds: readonly string[], more: object = {}): Promise<Payload> {
  const { targetId: trafficMirrorTargetId, filterId: trafficMirrorFilterId } = rig;
  const input = {
    ...{ networkInterfaceIds, trafficMirrorTargetId, trafficMirrorFilterId },
    ...{ minutes: 2, reason: 'ledger', ...more },
  };
  return (await rig.ask(query, { input })).startTrafficMirrorCapture as Payload;
}

/** Sends it again with its key until there is an answer without an error, as a client should. */
async function startSurely(rig: Rig, sources: readonly string[], idempotencyKey: string): Promise<void> {
  await untilSo(async () => {
    const { userErrors } = await start(rig, sources, { idempotencyKey }).catch(() => silence);
    const [error] = userErrors;
    if (error !== undefined && !again.has(error.code)) throw new Error(`${error.code}: ${error.message}`);
    return error === undefined;
  });
}

const silence: Payload = { trafficMirrorCapture: null, userErrors: [{ code: 'SILENCE', message: '' }] };
const again = new Set([
  'SILENCE',
  'THROTTLED',
  'UPSTREAM_UNAVAILABLE',
  'OUTCOME_UNKNOWN',
  'AUDIT_UNAVAILABLE',
]);

const tagOf = ({ Tags = [] }: TrafficMirrorSession, key: string) =>
  Tags.find(({ Key }) => Key === key)?.Value ?? '';
const isCaptured = (session: TrafficMirrorSession) =>
  tagOf(session, 'tmgw:capture') !== '' && session.Description === 'ledger';
const idsOf = (sessions: readonly TrafficMirrorSession[]) =>
  sessions.map(({ TrafficMirrorSessionId = '' }) => TrafficMirrorSessionId);
const endAt = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');

/** Sessions that look like those of captures, each in another way, and are not. */
const lookalikes: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'tmgw:expires-at': '2020-01-01T00:00:00Z' },
  { 'tmgw:capture': 'somebody' },
  { 'tmgw:capture': 'somebody', 'tmgw:expires-at': 'yesterday' },
  { 'tmgw:capture': 'somebody', 'tmgw:expires-at': '2020-01-01 00:00:00' },
  { capture: 'somebody', 'expires-at': '2020-01-01T00:00:00Z' },
];

/** Many captures, started and ended while the gateway is killed again and again. */
export async function endsWhileKilled({ seed, isShort }: Drive): Promise<Row[]> {
  const [count, kills, foreign] = isShort ? [8, 2, 12] : [100, 20, 300];
  const random = createRandom(seed);
  const groups = Array.from({ length: count }, () => 1 + random.below(3));
  const sources = groups.reduce((sum, one) => sum + one, 0);
  const rig = await startRig(sources + foreign);
  for (const [index, id] of rig.interfaces.slice(sources).entries())
    await rig.addForeign(id, lookalikes[index % lookalikes.length] ?? {});
  const before = JSON.stringify(await rig.sessions());

  let struck = 0;
  let isOver = false;
  const striking = (async () => {
    for (; struck < kills && !isOver; struck++) {
      await wait(isShort ? 200 + random.below(300) : 2_000 + random.below(10_000));
      await rig.gateway.strike('SIGKILL');
    }
  })();
  let next = 0;
  const starts = groups.map((size, index) => {
    const own = rig.interfaces.slice(next, next + size);
    next += size;
    return () => startSurely(rig, own, `ledger-${seed}-${index}`);
  });
  const left = starts.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const one of left) await one();
    }),
  );
  const captured = (await rig.sessions()).filter(isCaptured);
  if (isShort) await rig.setEnd(idsOf(captured), endAt(Date.now() + 1_000));
  const lastEnd = Math.max(
    ...(await rig.sessions()).filter(isCaptured).map((one) => Date.parse(tagOf(one, 'tmgw:expires-at'))),
  );
  await striking;
  // A gateway that starts sweeps at once; in the full form, it is also waited for the next time.
  if (isShort) {
    await wait(Math.max(0, lastEnd + 6_000 - Date.now()));
    await rig.gateway.strike('SIGKILL');
  }
  await untilSo(async () => !(await rig.sessions()).some(isCaptured));
  const lagSeconds = (Date.now() - lastEnd) / 1_000;
  isOver = true;
  const after = JSON.stringify(await rig.sessions());
  await rig.gateway.strike('SIGTERM');
  return [
    equal(
      `${count} captures of 1 to 3 interfaces, ${struck} kills: sessions started`,
      captured.length,
      sources,
    ),
    atMost('the same: the last is gone after its end', lagSeconds, 90, 's'),
    equal(
      `the same: ${foreign} sessions of others, byte by byte`,
      before === after ? 'as before' : 'changed',
      'as before',
    ),
    equal('the same: changes without an outcome in the audit file', await rig.openIntents(), 0),
    equal('the same: the gateway ended by itself', rig.gateway.deaths.length, 0),
  ];
}

/** The gateway was away when captures should have ended. */
export async function endsAfterAbsence(): Promise<Row[]> {
  const rig = await startRig(3);
  const { userErrors } = await start(rig, rig.interfaces);
  const ids = idsOf((await rig.sessions()).filter(isCaptured));
  let startedAt = 0;
  await rig.gateway.strike('SIGTERM', async () => {
    await rig.setEnd(ids, endAt(Date.now() - 3_600_000));
    startedAt = Date.now();
  });
  await untilSo(async () => !(await rig.sessions()).some(isCaptured));
  return [
    equal('off for an hour: errors at the start of the capture', userErrors.length, 0),
    atMost('off for an hour: all gone after the start', (Date.now() - startedAt) / 1_000, 60, 's'),
  ];
}

/** One of three interfaces has no room. */
export async function nothingOfHalf(): Promise<Row[]> {
  const rig = await startRig(3);
  const [full = ''] = rig.interfaces.slice(-1);
  for (const number of [1, 2, 3]) await rig.addForeign(full, {}, number);
  const { userErrors } = await start(rig, rig.interfaces);
  return [
    equal(
      'one of three interfaces full: the error',
      userErrors.map(({ code }) => code),
      'QUOTA_EXCEEDED',
    ),
    equal('the same: sessions that remain', (await rig.sessions()).filter(isCaptured).length, 0),
  ];
}

/** Killed in the middle of starts that nobody sends again. */
export async function killedWhileStarting({ seed, isShort }: Drive): Promise<Row[]> {
  const random = createRandom(seed);
  const tries = isShort ? 2 : 20;
  const rig = await startRig(tries * 3);
  for (let index = 0; index < tries; index++) {
    const own = rig.interfaces.slice(index * 3, index * 3 + 3);
    const create = 'CreateTrafficMirrorSession';
    const enough = rig.calls(create) + 1 + random.below(3);
    const begun = start(rig, own).catch(() => undefined);
    await untilSo(async () => rig.calls(create) >= enough, 1);
    await rig.gateway.strike('SIGKILL');
    await begun;
  }
  const killedAt = Date.now();
  const starting = async () =>
    (await rig.sessions()).filter((one) => tagOf(one, 'tmgw:expires-at').endsWith(' starting'));
  const halves = (await starting()).length;
  if (isShort && halves > 0) {
    await rig.setEnd(idsOf(await starting()), `${endAt(Date.now() - 6_000)} starting`);
    await rig.gateway.strike('SIGKILL');
  }
  await untilSo(async () => (await starting()).length === 0);
  const byCapture = new Map<string, number>();
  for (const one of (await rig.sessions()).filter(isCaptured))
    byCapture.set(tagOf(one, 'tmgw:capture'), (byCapture.get(tagOf(one, 'tmgw:capture')) ?? 0) + 1);
  return [
    atMost(
      `killed while starting, ${tries} times, which left ${halves} sessions: nothing after`,
      (Date.now() - killedAt) / 1_000,
      210,
      's',
    ),
    equal(
      'the same: captures with some of their sessions',
      [...byCapture.values()].filter((n) => n !== 3).length,
      0,
    ),
  ];
}
