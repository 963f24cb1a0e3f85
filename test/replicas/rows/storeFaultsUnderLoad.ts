/** P4: something happens to the store while the replicas use all of EC2's rate. They stay below it together, and no read fails. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from '../../support/redis.ts';
import { atMost, fact, type Row } from '../../support/rows.ts';
import { startRig } from '../rig.ts';
import { codesOf, type Drive, type Driver, exactly } from '../row.ts';
import { isThrottled } from '../watchedEc2.ts';
import { readFor } from './rates.ts';
import { isWell } from './restarts.ts';

interface Fault {
  readonly name: string;
  readonly begin: (redis: Redis) => unknown;
  readonly end?: (redis: Redis) => unknown;
  /** The store has forgotten which tokens were taken, so EC2 may throttle until the replicas have noticed. */
  readonly forgets?: true;
}

const faults: readonly Fault[] = [
  { name: 'frozen', begin: (redis) => redis.pause(), end: (redis) => redis.resume() },
  {
    name: 'killed and started',
    begin: (redis) => redis.kill(),
    end: (redis) => redis.restart(),
    forgets: true,
  },
  { name: 'FLUSHALL', begin: (redis) => redis.flush(), forgets: true },
];

/** One for each fault, so that only one set of gateways runs at a time. */
export const storeFaultsUnderLoad: readonly Driver[] = faults.map(
  (fault) => async (drive) => (drive.isShort && fault.forgets ? [] : read(fault, drive)),
);

async function read({ name, begin, end, forgets }: Fault, { isShort }: Drive): Promise<Row[]> {
  const seconds = isShort ? 12 : 30;
  const rig = await startRig({ replicas: 3 });
  const redis = rig.redis as Redis;
  const reading = readFor(rig, seconds);
  await wait((seconds / 3) * 1_000);
  await begin(redis);
  await wait((seconds / 3) * 1_000);
  await end?.(redis);
  const answers = await reading;
  const failed = answers.filter((answer) => !isWell(answer));
  const throttles = rig.ec2.seen.filter(isThrottled).length;
  const what = `P4, store ${name} under 160 reads/s`;
  return [
    forgets
      ? fact(`${what}: throttles at EC2`, String(throttles))
      : atMost(`${what}: throttles at EC2`, throttles, 2),
    exactly(`${what}: reads that failed`, failed.length, 0, `of ${answers.length}; ${codesOf(failed)}`),
  ];
}
