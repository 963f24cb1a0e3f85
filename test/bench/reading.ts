/** Measures how long answers of EC2 take to be read, by the SDK's reader and by ours. Nothing else happens meanwhile. */
import { type ServerFacts, startChild } from './children.ts';
import { built } from './programs.ts';
import type { ReadTimes } from './reader.ts';
import { median } from './statistics.ts';
import { toTable } from './tables.ts';

/** Before what is measured, so that V8 has compiled both. */
const warmUps = 20;

const heads = [
  'reading one answer',
  'kB',
  "the SDK's reader, ms",
  'ours, ms',
  'ours is',
  'worst ms of the SDK',
];

/** Reads each answer `times` times with both readers. */
export async function readingTable(times: number): Promise<string> {
  const ec2 = await startChild<ServerFacts>(built('ec2'));
  const reader = await startChild<{ readonly answers: readonly string[] }, ReadTimes>(built('reader'), {
    EC2_URL: ec2.url,
  });
  const rows = [];
  for (const answer of reader.answers) {
    await reader.ask({ answer, times: warmUps });
    rows.push(toRow(answer, await reader.ask({ answer, times })));
  }
  await reader.stop();
  await ec2.stop();
  return toTable([...heads, 'of ours'], rows);
}

function toRow(answer: string, { sdk, ours, bytes }: ReadTimes) {
  const [before, after] = [median(sdk), median(ours)];
  const worst = [sdk, ours].map((times) => Math.max(...times).toFixed(1));
  const times = [before.toFixed(2), after.toFixed(2), `${(before / after).toFixed(1)}×`];
  return [answer, Math.round(bytes / 1_000), ...times, ...worst];
}
