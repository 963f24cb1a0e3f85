/** What replicas that share a store do about policies when one of them is killed, and when the store is. */
import { existsSync } from 'node:fs';
import { DeleteTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { sumOf } from '../../support/metrics.ts';
import { redisProgram, startRedis } from '../../support/redis.ts';
import { atMost, equal, fact, type Row } from '../../support/rows.ts';
import type { Kept } from '../programs.ts';
import { isCovered, isOwned, ownedSources, type PolicyRig, startPolicyRig } from './policyRig.ts';
import { type Drive, untilSo } from './rig.ts';

/** Whether a replica works in the account: only then it knows how the policy stands. */
const works = async ({ port }: Kept) =>
  (await sumOf(`http://127.0.0.1:${port}`, 'mirror_policy_interfaces')) > 0;

async function workers({ gateways }: PolicyRig): Promise<Kept[]> {
  const found = await Promise.all(gateways.map(async (one) => ((await works(one)) ? [one] : [])));
  return found.flat();
}

async function deleteSome({ ec2, sessions }: PolicyRig): Promise<void> {
  for (const { TrafficMirrorSessionId } of (await sessions()).filter(isOwned).slice(0, 5))
    await ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId }));
}

export async function leasesTakenOver({ isShort }: Drive): Promise<Row[]> {
  if (!existsSync(redisProgram)) return [fact('leases', `skipped: ${redisProgram} is missing`)];
  const sources = isShort ? 12 : 60;
  const redis = await startRedis();
  const rig = await startPolicyRig(sources, {
    mode: 'apply',
    env: { REDIS_URL: redis.url },
    hasOthers: false,
  });
  await untilSo(() => isCovered(rig));
  const before = await workers(rig);
  let takeoverSeconds = 0;
  await before[0]?.strike('SIGKILL', async () => {
    const killedAt = Date.now();
    await deleteSome(rig);
    // Its end is moved instead of waited for.
    const [lease = ''] = (await redis.command('keys', '*lease:policies')).split('\n');
    if (isShort) await redis.command('pexpire', lease, '500');
    await untilSo(() => isCovered(rig));
    takeoverSeconds = (Date.now() - killedAt) / 1_000;
  });
  const after = await workers(rig);
  await redis.kill();
  await untilSo(async () => (await workers(rig)).length === 2);
  await deleteSome(rig);
  await untilSo(() => isCovered(rig));
  const owned = ownedSources(await rig.sessions());
  for (const gateway of rig.gateways) await gateway.strike('SIGTERM');
  return [
    equal(`${sources} sources, two replicas with leases: replicas that work`, before.length, 1),
    atMost(
      'the same: 5 sessions deleted, the one that works killed: healed by the other after',
      takeoverSeconds,
      40,
      's',
    ),
    equal('the same: replicas that work then', after.length, 1),
    equal(
      'the store is killed, and both work: sources with two sessions',
      owned.length - new Set(owned).size,
      0,
    ),
    equal('the same: changes without an outcome in the audit files', await rig.openIntents(), 0),
  ];
}
