/** P2 and P4: the store does not answer for five seconds. Changes with `ifVersion` are refused soon, and nothing else fails. */
import { setTimeout as wait } from 'node:timers/promises';
import { sessionId } from '../../support/demo.ts';
import { atMost, type Row } from '../../support/rows.ts';
import { until } from '../../support/until.ts';
import type { Answer, Client } from '../client.ts';
import { type Gateway, type Rig, startRig } from '../rig.ts';
import { codesOf, type Driver, exactly, modify, read, versionOf } from '../row.ts';
import { isWell } from './restarts.ts';

const replicas = 3;
/** Below the part of EC2's rates that each replica has without the store. */
const perSecond = { reads: 4, plain: 1, compared: 4 };
const frozenMs = 5_000;
/** The lowest packet length of the changes with `ifVersion`. */
const firstCompared = 5_000;
/** After so long, nobody asks the store any more. */
const settledMs = 1_000;

interface Asked {
  readonly kind: keyof typeof perSecond;
  readonly atMs: number;
  readonly answer: Answer;
}

export const storeFrozen: Driver = async ({ hasStore }) => {
  const rig = await startRig({ replicas, hasStore });
  const asked: Asked[] = [];
  let isOver = false;
  const load = Promise.all(rig.gateways.map((_, place) => ask(rig, place, asked, () => isOver)));
  await wait(3_000);
  const frozenAtMs = performance.now();
  rig.redis?.pause();
  const downMs = await Promise.all(
    rig.gateways.map((gateway) => whenStore(gateway as Gateway, 0, frozenAtMs)),
  );
  await wait(frozenMs - (performance.now() - frozenAtMs));
  const thawedAtMs = performance.now();
  rig.redis?.resume();
  const upMs = await Promise.all(rig.gateways.map((gateway) => whenStore(gateway as Gateway, 1, thawedAtMs)));
  await wait(1_000);
  isOver = true;
  await load;
  return [
    ...whileFrozen(asked, frozenAtMs, thawedAtMs),
    exactly(
      'P2, store frozen for 5 s: changes with ifVersion that EC2 was asked for',
      rig.ec2.seen.filter(
        ({ beganAtMs, params }) =>
          beganAtMs > frozenAtMs &&
          beganAtMs < thawedAtMs &&
          Number(params.get('PacketLength')) >= firstCompared,
      ).length,
      0,
    ),
    ...readsOf(asked, frozenAtMs),
    atMost('P4: the part of EC2’s rates of one replica is used after', Math.max(...downMs), 1_000, 'ms'),
    atMost('P4: the store is used again after', Math.max(...upMs), 3_000, 'ms'),
  ];
};

/** Sends each kind of request at its rate to one replica, each to a session of its own. */
async function ask(rig: Rig, place: number, asked: Asked[], isOver: () => boolean): Promise<void> {
  const id = sessionId(1 + place);
  const version = await versionOf(await rig.client(place), sessionId(4 + place));
  const compared = { trafficMirrorSessionId: sessionId(4 + place), ifVersion: version };
  let n = 0;
  const requests: Readonly<Record<Asked['kind'], (client: Client) => Promise<Answer>>> = {
    reads: (client) => read(client, id),
    plain: (client) => modify(client, { trafficMirrorSessionId: id, packetLength: 1_000 + n++ }),
    compared: (client) => modify(client, { ...compared, packetLength: firstCompared + n++ }),
  };
  const send = async (kind: Asked['kind']) => {
    const client = await rig.client(place);
    while (!isOver()) {
      const atMs = performance.now();
      asked.push({ kind, atMs, answer: await requests[kind](client) });
      await wait(Math.max(0, 1_000 / perSecond[kind] - (performance.now() - atMs)));
    }
  };
  await Promise.all((['reads', 'plain', 'compared'] as const).map(send));
}

/** @returns the milliseconds until the metric has the value. */
async function whenStore({ adminPort }: Gateway, value: number, sinceMs: number): Promise<number> {
  await until(async () => {
    const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
    return new RegExp(`^store_up ${value}$`, 'm').test(text);
  });
  return performance.now() - sinceMs;
}

function whileFrozen(asked: readonly Asked[], fromMs: number, toMs: number): Row[] {
  const during = asked.filter(({ atMs, answer }) => atMs >= fromMs && atMs + answer.ms < toMs);
  const compared = during.filter(({ kind }) => kind === 'compared').map(({ answer }) => answer);
  const refused = compared.filter(({ code }) => code === 'COORDINATION_UNAVAILABLE');
  const others = asked.filter(({ kind }) => kind !== 'compared').map(({ answer }) => answer);
  const failed = others.filter((answer) => !isWell(answer));
  const what = 'P2, store frozen for 5 s';
  return [
    exactly(`${what}: changes with ifVersion refused`, refused.length, compared.length, codesOf(compared)),
    atMost(`${what}: slowest refusal`, Math.max(...refused.map(({ ms }) => ms)), 500, 'ms'),
    exactly(
      `${what}: reads and other changes that failed`,
      failed.length,
      0,
      `of ${others.length}; ${codesOf(failed)}`,
    ),
  ];
}

function readsOf(asked: readonly Asked[], frozenAtMs: number): Row[] {
  const reads = asked.filter(({ kind }) => kind === 'reads');
  const slowestIn = (fromMs: number, toMs: number) =>
    Math.max(...reads.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ answer }) => answer.ms));
  const before = slowestIn(0, frozenAtMs);
  return [
    atMost(
      'P4: reads wait longer than before, at first',
      slowestIn(frozenAtMs, frozenAtMs + settledMs) - before,
      500,
      'ms',
    ),
    atMost(
      'P4: and a second later',
      slowestIn(frozenAtMs + settledMs, frozenAtMs + frozenMs) - before,
      100,
      'ms',
    ),
  ];
}
