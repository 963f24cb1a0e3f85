/** Reads, changes, and changes with `ifVersion`, each at a steady rate, and what became of each. */
import { setTimeout as wait } from 'node:timers/promises';
import { sessionId } from '../../support/demo.ts';
import type { Answer, Client } from '../client.ts';
import type { Rig } from '../rig.ts';
import { modify, read, versionOf } from '../row.ts';

/** Of each replica: below the part of EC2's rates that it has without the store. */
const perSecond = { reads: 4, plain: 1, compared: 4 };
/** The lowest packet length of the changes with `ifVersion`. */
export const firstCompared = 5_000;

export interface Asked {
  readonly kind: keyof typeof perSecond;
  readonly atMs: number;
  readonly answer: Answer;
}

/** Sends each kind of request at its rate to one replica, each to a session of its own. */
export async function ask(rig: Rig, place: number, asked: Asked[], isOver: () => boolean): Promise<void> {
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
