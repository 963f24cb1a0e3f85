/** Measures how long it takes to judge whole estates by all rules about mirroring, and how long others wait for their turn meanwhile. */
import { join } from 'node:path';
import { startChild } from './children.js';

const built = join(import.meta.dirname, 'dist');

/** 10,000 sessions each: of as many sources to ten load balancers, and of a third as many to a hundred, with a hundred filters. */
const seeds = ['wide:10000', 'large:10000'];

/** How often an estate is judged after the first time. */
const again = 10;

/** Reads an estate in a fresh process and judges it. @returns what reading took, also by the SDK's reader, the first evaluation, and the others. */
async function judgeOnce(seed) {
  const ec2 = await startChild(join(built, 'ec2.js'), { SEED: seed });
  const judge = await startChild(join(built, 'judge.js'), { EC2_URL: ec2.url });
  const first = await judge.ask();
  const withSdk = await startChild(join(built, 'judge.js'), { EC2_URL: ec2.url, READER: 'sdk' });
  await withSdk.stop();
  const others = [];
  for (let n = 0; n < again; n++) others.push(await judge.ask());
  await judge.stop();
  await ec2.stop();
  return { ...judge, bySdk: withSdk.read, first, others };
}

/** Judges each estate in `runs` fresh processes, in turns. @returns for each seed what every process measured. */
export async function measureJudging(runs) {
  const measured = seeds.map((seed) => ({ seed, processes: [] }));
  for (let n = 0; n < runs; n++)
    for (const { seed, processes } of measured) processes.push(await judgeOnce(seed));
  return measured;
}
