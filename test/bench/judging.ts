/** Measures how long it takes to judge whole estates by all rules about mirroring, and how long others wait for their turn meanwhile. */
import { type ServerFacts, startChild } from './children.ts';
import type { Judged, JudgeFacts, Measured } from './judge.ts';
import { built } from './programs.ts';
import { median } from './statistics.ts';
import { toTable } from './tables.ts';

/** 10,000 sessions each: of as many sources to ten load balancers, and of a third as many to a hundred, with a hundred filters. */
const seeds = ['wide:10000', 'large:10000'];

/** How often an estate is judged after the first time. */
const again = 10;

/** Reads an estate in a fresh process and judges it. @returns what reading took, also by the SDK's reader, the first evaluation, and the others. */
async function judgeOnce(seed: string) {
  const ec2 = await startChild<ServerFacts>(built('ec2'), { SEED: seed });
  const judge = await startChild<JudgeFacts, Judged>(built('judge'), { EC2_URL: ec2.url });
  const first = await judge.ask();
  const withSdk = await startChild<JudgeFacts>(built('judge'), { EC2_URL: ec2.url, READER: 'sdk' });
  await withSdk.stop();
  const others: Judged[] = [];
  for (let n = 0; n < again; n++) others.push(await judge.ask());
  await judge.stop();
  await ec2.stop();
  return { ...judge, bySdk: withSdk.read, first, others };
}

type Judging = Awaited<ReturnType<typeof judgeOnce>>;

const heads = ['10,000 sessions', 'what', 'ms', 'worst ms', 'CPU ms', 'longest block ms', 'peak MB'];

/** Judges each estate in `runs` fresh processes, in turns. */
export async function judgingTable(runs: number): Promise<string> {
  const measured = seeds.map((seed) => ({ seed, processes: [] as Judging[] }));
  for (let n = 0; n < runs; n++)
    for (const { seed, processes } of measured) processes.push(await judgeOnce(seed));
  return toTable(
    heads,
    measured.flatMap(({ seed, processes }) => toRows(seed, processes)),
  );
}

function toRows(seed: string, processes: readonly Judging[]) {
  const [one] = processes;
  const parts: Readonly<Record<string, readonly (Measured & { readonly peakMb?: number })[]>> = {
    [`reading, ${one?.calls} EC2 calls`]: processes.map(({ read }) => read),
    "reading by the SDK's reader": processes.map(({ bySdk }) => bySdk),
    'making tables of it': processes.map(({ tables }) => tables),
    [`judging, first time, ${one?.first.findings} findings`]: processes.map(({ first }) => first),
    'judging again': processes.flatMap(({ others }) => others),
  };
  return Object.entries(parts).map(([what, measured]) => {
    const worst = (key: keyof Measured) => Math.round(Math.max(...measured.map((one) => one[key])));
    const middle = (key: keyof Measured) => Math.round(median(measured.map((one) => one[key])));
    const peak = Math.max(...measured.map(({ peakMb = 0 }) => peakMb));
    const times = [middle('ms'), worst('ms'), middle('cpuMs'), worst('blockMs')];
    return [`\`${seed}\``, what, ...times, peak === 0 ? '' : Math.round(peak)];
  });
}
