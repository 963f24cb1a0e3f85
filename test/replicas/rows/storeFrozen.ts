/** P2 and P4: the store does not answer for five seconds. Changes with `ifVersion` are refused soon, and nothing else fails. */
import { setTimeout as wait } from 'node:timers/promises';
import { atMost, type Row } from '../../support/rows.ts';
import { until } from '../../support/until.ts';
import { type Gateway, startRig } from '../rig.ts';
import { codesOf, type Driver, exactly } from '../row.ts';
import { isWell } from './restarts.ts';
import { type Asked, ask, firstCompared } from './steadyRequests.ts';

const replicas = 3;
const frozenMs = 5_000;
/** After so long, nobody asks the store any more. */
const settledMs = 1_000;

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
  const sortedIn = (fromMs: number, toMs: number) =>
    reads
      .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
      .map(({ answer }) => answer.ms)
      .sort((one, other) => one - other);
  const middle = (sorted: readonly number[]) => sorted[sorted.length >> 1] as number;
  const before = sortedIn(0, frozenAtMs);
  const first = sortedIn(frozenAtMs, frozenAtMs + settledMs);
  const later = sortedIn(frozenAtMs + settledMs, frozenAtMs + frozenMs);
  return [
    atMost(
      'P4: the slowest read takes longer than usual, in the first second',
      (first.at(-1) as number) - middle(before),
      500,
      'ms',
    ),
    atMost('P4: half of the reads take longer than usual, later', middle(later) - middle(before), 20, 'ms'),
  ];
}
