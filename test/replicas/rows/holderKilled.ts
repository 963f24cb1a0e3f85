/** P2: a replica is killed while it changes sessions; nobody else wins with the version that it started from. */
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../../ledger/random.ts';
import { sessionId } from '../../support/demo.ts';
import { atMost } from '../../support/rows.ts';
import type { Answer, Client } from '../client.ts';
import { type Gateway, type Rig, startRig } from '../rig.ts';
import { codesOf, type Driver, exactly, modify, versionOf } from '../row.ts';

const sessions = 10;
/** The changes begin one after the other within this time, so that the kill meets some that are answered, that EC2 has made, that it has not made yet, and that are not sent. */
const changeMs = 1_000;
/** How long a lease lasts, and a bit for the change after it. */
const freeAfterSeconds = 33;

export const holderKilled: Driver = async ({ seed, isShort, hasStore }) => {
  const kills = isShort ? 1 : 4;
  const rig = await startRig({ replicas: 3, hasStore });
  const random = createRandom(seed);
  rig.ec2.changeMs = changeMs;
  const rounds: Round[] = [];
  for (let n = 0; n < kills; n++) {
    rounds.push(await killOnce(rig, n, changeMs + random.below(changeMs / 2)));
    await rig.start(0);
  }
  const doubles = rounds.reduce((sum, { doubles }) => sum + doubles, 0);
  const changed = rounds.reduce((sum, { changed }) => sum + changed, 0);
  const told = codesOf(rounds.flatMap(({ answers }) => answers));
  return [
    exactly(
      `P2, ${kills} × kill -9 of who changes ${sessions} sessions: sessions changed twice from one version`,
      doubles,
      0,
      `${changed} changed; the others were told ${told}`,
    ),
    atMost(
      'P2, kill -9: a session can be changed again after',
      Math.max(...rounds.map(({ freeMs }) => freeMs)) / 1_000,
      freeAfterSeconds,
      's',
    ),
  ];
};

interface Round {
  /** Sessions that EC2 changed at all, and more than once. */
  readonly changed: number;
  readonly doubles: number;
  readonly answers: readonly Answer[];
  /** Until the last session could be changed. */
  readonly freeMs: number;
}

async function killOnce(rig: Rig, round: number, afterMs: number): Promise<Round> {
  const ids = Array.from({ length: sessions }, (_, index) => sessionId(index + 1));
  const [victims, ones, others] = (await Promise.all(
    [0, 1, 2].map((place) => Promise.all(ids.map(() => rig.client(place)))),
  )) as [Client[], Client[], Client[]];
  const versions = await Promise.all(ids.map((id, n) => versionOf(ones[n] as Client, id)));
  rig.ec2.forget();
  const change = (clients: Client[], place: number) => (id: string, n: number) =>
    modify(clients[n] as Client, {
      trafficMirrorSessionId: id,
      ifVersion: versions[n],
      packetLength: 1_000 + round * 10 + place,
    });
  const lost = ids.map(async (id, n) => {
    await wait((n * changeMs * 1.4) / sessions);
    return change(victims, 0)(id, n);
  });
  await wait(afterMs);
  (rig.gateways[0] as Gateway).program.child.kill('SIGKILL');
  const killedAtMs = performance.now();
  await Promise.all(lost);
  const told = ids.flatMap((id, n) =>
    [ones, others].map((clients, place) => untilFree(() => change(clients, place + 1)(id, n))),
  );
  const answers = await Promise.all(told);
  const made = rig.ec2.seen.filter((seen) => seen.code === undefined && seen.ids.length > 0);
  const counts = ids.map((id) => made.filter((seen) => seen.ids.includes(id)).length);
  return {
    changed: counts.filter((count) => count > 0).length,
    doubles: counts.filter((count) => count > 1).length,
    answers,
    freeMs: performance.now() - killedAtMs,
  };
}

/** Sends a change again for as long as it is told to. */
async function untilFree(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (answer.code !== 'THROTTLED') return answer;
  }
}
