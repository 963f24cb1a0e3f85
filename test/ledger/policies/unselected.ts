/** What a policy does when instances lose the tag that it looks for: a few or many, for a moment or for good. */
import { setTimeout as wait } from 'node:timers/promises';
import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { atMost, equal, type Row } from '../../support/rows.ts';
import { approve } from './policies.ts';
import { isCovered, ownedSources, type PolicyRig, startPolicyRig } from './policyRig.ts';
import { type Drive, untilSo } from './rig.ts';

const Tags = [{ Key: 'mirror', Value: 'yes' }];

export async function tagsTakenOff({ isShort }: Drive): Promise<Row[]> {
  const [sources, few, many] = [100, 5, 30];
  const [seconds, awayMs] = isShort ? [2, 1_000] : [60, 30_000];
  const rig = await startPolicyRig(sources, {
    mode: 'apply',
    guard: { unselected: 'delete' },
    replicas: 1,
    env: { POLICY_INTERVAL_SECONDS: String(seconds) },
    hasOthers: false,
  });
  const { ec2, gateways } = rig;
  const [gateway] = gateways;
  await untilSo(() => isCovered(rig));
  const tagged = await taggedIn(rig);
  const count = async () => ownedSources(await rig.sessions()).length;
  const untag = (some: readonly string[][]) =>
    ec2.send(new DeleteTagsCommand({ Resources: some.flat(), Tags: [{ Key: 'mirror' }] }));

  await untag(tagged.slice(0, few));
  await wait(awayMs);
  await ec2.send(new CreateTagsCommand({ Resources: tagged.slice(0, few).flat(), Tags }));
  // Two passes, and what is left of the one that runs.
  const passesMs = 3 * seconds * 1_000;
  await wait(passesMs);
  const deletes = () => rig.emulator.calls.get('DeleteTrafficMirrorSession') ?? 0;
  const deletedForAMoment = deletes();

  await untag(tagged.slice(0, few));
  const takenOffAt = Date.now();
  await untilSo(async () => (await count()) === sources - few);
  const goneSeconds = (Date.now() - takenOffAt) / 1_000;

  await untag(tagged.slice(few, few + many));
  const deletedBefore = deletes();
  await wait(passesMs);
  const deletedByItself = deletes() - deletedBefore;
  const { userErrors } = await approve(rig, gateway);
  await untilSo(async () => (await count()) === sources - few - many);
  const openIntents = await rig.openIntents();
  const what = `tags taken off ${few} of ${sources}`;
  return [
    equal(`${what}, and back after ${awayMs / 1_000} s: deletes`, deletedForAMoment, 0),
    atMost(`${what} for good: gone after`, goneSeconds, 150, 's'),
    equal(`taken off ${many} more: deletes before the plan is applied`, deletedByItself, 0),
    equal('the same: errors of applying it, after which they are gone', userErrors.length, 0),
    equal('the same: changes without an outcome in the audit file', openIntents, 0),
  ];
}

/** Each instance that the policy wants, and its interfaces: both have the tag, and one is enough. */
const taggedIn = async ({ instances }: PolicyRig): Promise<readonly string[][]> =>
  (await instances()).map(({ InstanceId = '', NetworkInterfaces = [] }) => [
    InstanceId,
    ...NetworkInterfaces.map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId),
  ]);
