/** Measures how long answers of EC2 take to be read, by the SDK's reader and by ours. Nothing else happens meanwhile. */
import { join } from 'node:path';
import { startChild } from './children.js';

const built = join(import.meta.dirname, 'dist');

const answers = ['one session', '100 filters', '1,000 sessions', '1,000 interfaces', '1,000 instances'];
/** Before what is measured, so that V8 has compiled both. */
const warmUps = 20;

/** @returns for each answer its size, and the times of both readers in milliseconds. */
export async function measureReading(times) {
  const ec2 = await startChild(join(built, 'ec2.js'));
  const reader = await startChild(join(built, 'reader.js'), { EC2_URL: ec2.url });
  const measured = [];
  for (const answer of answers) {
    await reader.ask({ answer, times: warmUps });
    measured.push({ answer, ...(await reader.ask({ answer, times })) });
  }
  await reader.stop();
  await ec2.stop();
  return measured;
}
