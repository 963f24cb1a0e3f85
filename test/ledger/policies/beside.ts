/** People who change sessions beside the loops, at an EC2 that throttles. */
import { setTimeout as wait } from 'node:timers/promises';
import { atMost, equal, fact, type Row, round } from '../../support/rows.ts';
import { createRandom, type Random } from '../random.ts';
import { ownedSources, type PolicyRig, startPolicyRig } from './policyRig.ts';
import type { Drive } from './rig.ts';

interface Payload {
  readonly id?: { readonly trafficMirrorSessionId: string } | null;
  readonly userErrors: readonly { readonly code: string }[];
}

const create = `mutation ($input: CreateTrafficMirrorSessionInput!) { payload: createTrafficMirrorSession(input: $input) {
  id: trafficMirrorSession { trafficMirrorSessionId } userErrors { code } } }`;
const remove = `mutation ($input: DeleteTrafficMirrorSessionInput!) { payload: deleteTrafficMirrorSession(input: $input) {
  userErrors { code } } }`;

/** Sessions are created and deleted through both gateways. @returns how long each change took in milliseconds, and the errors. */
async function work({ ask, gateways, others, wanted }: PolicyRig, random: Random, forMs: number) {
  const sources = [...(await wanted())];
  const took: number[] = [];
  const errors: string[] = [];
  const change = async (query: string, input: object): Promise<Payload> => {
    const askedAt = performance.now();
    const { payload } = await ask<{ payload: Payload }>(random.pick(gateways), query, { input });
    took.push(performance.now() - askedAt);
    errors.push(...payload.userErrors.map(({ code }) => code));
    return payload;
  };
  for (const endsAt = Date.now() + forMs; Date.now() < endsAt; await wait(random.below(1_000))) {
    const input = { ...others, networkInterfaceId: random.pick(sources), sessionNumber: 7 };
    const { id } = await change(create, input);
    if (id) await change(remove, id);
  }
  return { p95: took.sort((one, other) => one - other)[Math.floor(took.length * 0.95)] ?? 0, took, errors };
}

export async function peopleBeside({ seed, isShort }: Drive): Promise<Row[]> {
  const [sources, seconds] = isShort ? [12, 3] : [300, 60];
  const random = createRandom(seed);
  const rig = await startPolicyRig(sources, {
    mode: 'observe',
    // Each has its half of the rates.
    env: { REPLICAS: '2' },
    emulator: { throttle: true },
    hasOthers: false,
  });
  const without = await work(rig, random, seconds * 1_000);
  rig.setMode('apply');
  const beside = await work(rig, random, seconds * 1_000);
  const made = ownedSources(await rig.sessions()).length;
  const what = `two loops that create ${made} sessions in ${seconds} s, EC2 throttles`;
  const measured = `${round(beside.p95)} ms; ${round(without.p95)} ms without the loops`;
  const errors = [...without.errors, ...beside.errors];
  return [
    fact(`${what}: p95 of ${beside.took.length} changes of people`, measured),
    // In some seconds, a single change decides.
    ...(isShort ? [] : [atMost('the same: times of without', beside.p95 / without.p95, 1.5)]),
    equal('the same: errors that reach people', errors.join() || 'none', 'none'),
  ];
}
