/** P4: the store freezes while the replicas use all of EC2's rate: each goes on with its part, and they stay below the rate together. */
import { setTimeout as wait } from 'node:timers/promises';
import { atMost } from '../../support/rows.ts';
import { startRig } from '../rig.ts';
import { codesOf, type Driver, exactly } from '../row.ts';
import { isThrottled } from '../watchedEc2.ts';
import { readFor } from './rates.ts';
import { isWell } from './restarts.ts';

const seconds = 30;

export const storeFrozenUnderLoad: Driver = async ({ hasStore }) => {
  const rig = await startRig({ replicas: 3, hasStore });
  const reading = readFor(rig, seconds);
  await wait((seconds / 3) * 1_000);
  rig.redis?.pause();
  await wait((seconds / 3) * 1_000);
  rig.redis?.resume();
  const answers = await reading;
  const failed = answers.filter((answer) => !isWell(answer));
  const what = `P4, store frozen for ${seconds / 3} s under 160 reads/s`;
  return [
    atMost(`${what}: throttles at EC2`, rig.ec2.seen.filter(isThrottled).length, 2),
    exactly(`${what}: reads that failed`, failed.length, 0, `of ${answers.length}; ${codesOf(failed)}`),
  ];
};
