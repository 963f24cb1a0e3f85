/** What must be true of policies, while two gateways without leases work on the same and are killed. */
import { setTimeout as wait } from 'node:timers/promises';
import { RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { atMost, equal, type Row } from '../../support/rows.ts';
import type { Kept } from '../programs.ts';
import { createRandom, type Random } from '../random.ts';
import { isCovered, isOwned, ownedSources, type PolicyRig, startPolicyRig } from './policyRig.ts';
import { type Drive, untilSo } from './rig.ts';

/** Instances come and go until it is stopped. */
async function churn({ ec2, subnetIds }: PolicyRig, random: Random, count: number): Promise<void> {
  const running: string[] = [];
  for (let made = 0; made < count; made++) {
    const { Instances: [instance] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-0123456789abcdef0',
        InstanceType: 'm5.large',
        MinCount: 1,
        MaxCount: 1,
        SubnetId: subnetIds[random.below(subnetIds.length)],
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'mirror', Value: 'yes' }] }],
      }),
    );
    running.push(instance?.InstanceId ?? '');
    if (random.below(2) === 0) {
      const [InstanceId = ''] = running.splice(random.below(running.length), 1);
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    }
    await wait(random.below(300));
  }
}

const foreign = async ({ sessions }: PolicyRig) =>
  JSON.stringify((await sessions()).filter((session) => !isOwned(session)));

/** Two replicas create, and are killed meanwhile. */
export async function policiesWhileKilled({ seed, isShort }: Drive): Promise<Row[]> {
  const [sources, instances, kills] = isShort ? [30, 12, 3] : [300, 200, 20];
  const random = createRandom(seed);
  const rig = await startPolicyRig(sources, { mode: 'apply' });
  const before = await foreign(rig);
  let [looks, doubles, isOver] = [0, 0, false];
  const looking = (async () => {
    for (; !isOver; looks++, await wait(50)) {
      const owned = ownedSources(await rig.sessions());
      doubles += owned.length - new Set(owned).size;
    }
  })();
  const churning = churn(rig, random, instances);
  for (let struck = 0; struck < kills; struck++) {
    await wait(isShort ? 200 + random.below(600) : 1_000 + random.below(3_000));
    await random.pick(rig.gateways).strike('SIGKILL');
  }
  const killedAt = Date.now();
  await churning;
  await untilSo(() => isCovered(rig));
  const lagSeconds = (Date.now() - killedAt) / 1_000;
  isOver = true;
  await looking;
  const after = await foreign(rig);
  const deaths = rig.gateways.flatMap(({ deaths }) => deaths);
  for (const gateway of rig.gateways) await gateway.strike('SIGTERM');
  const what = `${sources} sources, ${instances} instances that come and go, two replicas, ${kills} kills`;
  return [
    equal(`${what}: interfaces with two sessions of the policy, in ${looks} looks`, doubles, 0),
    equal(
      `the same: ${sources} sessions of others, byte by byte`,
      before === after ? 'as before' : 'changed',
      'as before',
    ),
    atMost('the same: covered after the last kill', lagSeconds, 120, 's'),
    equal('the same: changes without an outcome in the audit files', await rig.openIntents(), 0),
    equal('the same: gateways that ended by themselves', deaths.length, 0),
  ];
}

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly done: number;
}
interface Payload {
  readonly operation: Operation | null;
  readonly userErrors: readonly { readonly code: string }[];
}
const fields = 'operation { id state total done } userErrors { code message }';
const planQuery = '{ trafficMirrorPolicy(name: "nodes") { plan { hash } } }';
const applyQuery = `mutation ($planHash: ID!) { applyTrafficMirrorPolicy(input: { name: "nodes", planHash: $planHash }) { ${fields} } }`;
const resumeQuery = `mutation ($id: ID!) { resumeTrafficMirrorOperation(input: { operationId: $id }) { ${fields} } }`;
const operationQuery = 'query ($id: ID!) { trafficMirrorOperation(id: $id) { id state total done } }';

/** Applies the plan that a gateway shows. */
export async function approve(
  rig: PolicyRig,
  gateway: Kept,
): Promise<Payload & { readonly planHash: string }> {
  const { trafficMirrorPolicy } = await rig.ask<{ trafficMirrorPolicy: { plan: { hash: string } } }>(
    gateway,
    planQuery,
  );
  const { hash: planHash } = trafficMirrorPolicy.plan;
  return { planHash, ...(await apply(rig, gateway, planHash)) };
}

const apply = async (rig: PolicyRig, gateway: Kept, planHash: string): Promise<Payload> =>
  (await rig.ask<{ applyTrafficMirrorPolicy: Payload }>(gateway, applyQuery, { planHash }))
    .applyTrafficMirrorPolicy;

/** An approved plan, killed half-way, goes on at the other replica. */
export async function applyResumed({ isShort }: Drive): Promise<Row[]> {
  const sources = isShort ? 60 : 300;
  const rig = await startPolicyRig(sources, { mode: 'observe' });
  const [first, second = first] = rig.gateways;
  const before = await foreign(rig);
  const { planHash, ...begun } = await approve(rig, first);
  const id = begun.operation?.id ?? '';
  await untilSo(async () => ownedSources(await rig.sessions()).length >= sources / 2, 10);
  await first.strike('SIGKILL');
  const atKill = ownedSources(await rig.sessions()).length;
  const stale = await apply(rig, second, planHash);
  const { resumeTrafficMirrorOperation: resumed } = await rig.ask<{ resumeTrafficMirrorOperation: Payload }>(
    second,
    resumeQuery,
    { id },
  );
  let operation: Operation | undefined;
  await untilSo(async () => {
    operation = (await rig.ask<{ trafficMirrorOperation: Operation }>(second, operationQuery, { id }))
      .trafficMirrorOperation;
    return operation.state !== 'RUNNING';
  });
  const owned = ownedSources(await rig.sessions());
  const after = await foreign(rig);
  for (const gateway of rig.gateways) await gateway.strike('SIGTERM');
  return [
    equal(
      `apply of ${sources}, killed at ${atKill}, id sent to the other replica: state`,
      operation?.state,
      'SUCCEEDED',
    ),
    equal('the same: done', operation?.done, sources),
    equal('the same: sources twice', owned.length - new Set(owned).size, 0),
    equal('the same: the old hash', stale.userErrors.map(({ code }) => code).join(), 'PLAN_CHANGED'),
    equal('the same: errors of the resumption', resumed.userErrors.length, 0),
    equal(`the same: ${sources} sessions of others`, before === after ? 'as before' : 'changed', 'as before'),
    equal('the same: changes without an outcome in the audit files', await rig.openIntents(), 0),
  ];
}
