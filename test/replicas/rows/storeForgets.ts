/** P2: races while the store forgets everything, and while another server takes its place. A lease can then be granted twice, which is counted. */
import { setTimeout as wait } from 'node:timers/promises';
import { startSentinels } from '../../support/redisTopologies.ts';
import { fact, type Row } from '../../support/rows.ts';
import { startRig } from '../rig.ts';
import { codesOf, type Driver } from '../row.ts';
import { type Races, race, racesWith } from './versions.ts';

/** Between one FLUSHALL and the next. */
const flushEveryMs = 500;

export const storeEmptied: Driver = async ({ isShort, hasStore }) => {
  const rig = await startRig({ replicas: 3, hasStore });
  rig.ec2.changeMs = 20;
  let isOver = false;
  const races = isShort ? 20 : 100;
  const flushing = (async () => {
    let flushes = 0;
    for (; !isOver; flushes++) {
      await wait(flushEveryMs);
      await rig.redis?.flush();
    }
    return flushes;
  })();
  const raced = await race(rig, (begun) => begun >= races);
  isOver = true;
  return toRows(`P2, FLUSHALL ${await flushing} times`, raced);
};

export const failover: Driver = async () => {
  const sentinels = await startSentinels();
  const store = {
    REDIS_URL: sentinels.urls,
    REDIS_TOPOLOGY: 'sentinel',
    REDIS_SENTINEL_NAME: sentinels.name,
  };
  const rig = await startRig({ replicas: 3, store });
  rig.ec2.changeMs = 20;
  let isOver = false;
  const racing = race(rig, () => isOver);
  await wait(3_000);
  await sentinels.primary.kill();
  const killedAtMs = performance.now();
  while ((await sentinels.primaryPort()) === sentinels.primary.port) await wait(50);
  const movedMs = performance.now() - killedAtMs;
  await wait(5_000);
  isOver = true;
  const raced = await racing;
  const lasts = raced.winners.slice(-10);
  return [
    ...toRows('P2, the primary killed, with three Sentinels', raced),
    {
      what: 'P2, failover: races with a winner 5 s after the Sentinels have agreed',
      target: 'the last 10',
      measured: `${lasts.filter((count) => count > 0).length} of the last ${lasts.length}; they agreed after ${Math.round(movedMs)} ms`,
      isMet: lasts.every((count) => count > 0),
    },
  ];
};

function toRows(what: string, raced: Races): Row[] {
  const [several, none] = [racesWith(raced, (count) => count > 1), racesWith(raced, (count) => count === 0)];
  return [
    fact(
      `${what}: races with several winners (possible, see \`ifVersion\`)`,
      `${several} of ${raced.winners.length}; ${none} without a winner; ${codesOf(raced.answers)}`,
    ),
  ];
}
