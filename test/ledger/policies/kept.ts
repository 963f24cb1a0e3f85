/** How fast a policy is made true and mended, under the guard that it has by default. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  DeleteTrafficMirrorSessionCommand,
  ModifyTrafficMirrorSessionCommand,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import { sumOf } from '../../support/metrics.ts';
import { atMost, equal, type Row } from '../../support/rows.ts';
import { isCovered, isOwned, type PolicyRig, startPolicyRig } from './policyRig.ts';
import { type Drive, untilSo } from './rig.ts';

const planQuery = '{ trafficMirrorPolicy(name: "nodes") { plan { steps { kind } blockedBy { code } } } }';

interface Planned {
  readonly trafficMirrorPolicy: { readonly plan: { readonly steps: object[]; readonly blockedBy: object[] } };
}

export async function keptTrue({ isShort }: Drive): Promise<Row[]> {
  const [sources, seconds] = isShort ? [24, 2] : [500, 60];
  const env = { POLICY_INTERVAL_SECONDS: String(seconds) };
  const beganAt = Date.now();
  const rig = await startPolicyRig(sources, { mode: 'apply', guard: {}, replicas: 1, env, hasOthers: false });
  await untilSo(() => isCovered(rig));
  const tookMinutes = (Date.now() - beganAt) / 60_000;
  const what = `${sources} interfaces in 3 zones, 6 targets of 100, a pass every ${seconds} s`;
  const { acrossZones, differences } = await placesOf(rig);
  const [gateway] = rig.gateways;
  const { trafficMirrorPolicy } = await rig.ask<Planned>(gateway, planQuery);
  const quiet = await quietPasses(rig);
  const healed = await heal(rig, Math.min(50, sources / 3));
  const openIntents = await rig.openIntents();
  return [
    atMost(`${what}: all have a session after`, tookMinutes, 6, 'min'),
    equal('the same: sessions to another zone', acrossZones, 0),
    atMost("the same: sources by which a zone's targets differ", differences, 1),
    equal('the same: steps of the plan after that', trafficMirrorPolicy.plan.steps.length, 0),
    equal('the same: what holds it back', trafficMirrorPolicy.plan.blockedBy.length, 0),
    atMost('the same: calls of EC2 for a quiet pass, with the sweeps beside it', quiet.calls, 7),
    equal('the same: audit lines of quiet passes', quiet.lines, 0),
    ...healed,
    equal('the same: changes without an outcome in the audit file', openIntents, 0),
  ];
}

/** How many sessions cross zones, and the largest difference of sources between targets of a zone. */
async function placesOf({ ec2, sessions }: PolicyRig) {
  const zoneOf = new Map<string, string>();
  for await (const page of paginateDescribeNetworkInterfaces({ client: ec2 }, {}))
    for (const { NetworkInterfaceId = '', AvailabilityZone = '' } of page.NetworkInterfaces ?? [])
      zoneOf.set(NetworkInterfaceId, AvailabilityZone);
  const zonesAt = new Map<string, string[]>();
  for (const { TrafficMirrorTargetId = '', NetworkInterfaceId = '' } of await sessions()) {
    const zones = zonesAt.get(TrafficMirrorTargetId) ?? [];
    zonesAt.set(TrafficMirrorTargetId, [...zones, zoneOf.get(NetworkInterfaceId) ?? '']);
  }
  const all = [...zonesAt.values()];
  const differences = all.flatMap((one) =>
    all.filter(([zone]) => zone === one[0]).map(({ length }) => Math.abs(length - one.length)),
  );
  return {
    acrossZones: all.reduce((sum, zones) => sum + zones.filter((zone) => zone !== zones[0]).length, 0),
    differences: Math.max(...differences),
  };
}

/** What two passes without steps cost, each. */
async function quietPasses({ gateways: [{ port }], emulator, auditLines }: PolicyRig) {
  const passes = () => sumOf(`http://127.0.0.1:${port}`, 'mirror_policy_pass_seconds_count');
  const untilPass = async (count: number) => {
    await untilSo(async () => (await passes()) >= count);
    return passes();
  };
  const from = await untilPass((await passes()) + 1);
  emulator.resetCalls();
  const lines = auditLines();
  const to = await untilPass(from + 2);
  const calls = [...emulator.calls.values()].reduce((sum, count) => sum + count, 0);
  return { calls: calls / (to - from), lines: auditLines() - lines };
}

/** Sessions are deleted, and then others changed, behind the gateway's back. */
async function heal(rig: PolicyRig, count: number): Promise<Row[]> {
  const { ec2, sessions } = rig;
  const owned = (await sessions()).filter(isOwned);
  const deletedAt = Date.now();
  for (const { TrafficMirrorSessionId } of owned.slice(0, count))
    await ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId }));
  await untilSo(() => isCovered(rig));
  const deletedSeconds = (Date.now() - deletedAt) / 1_000;
  const changed = owned.slice(count, 2 * count);
  const changedAt = Date.now();
  for (const { TrafficMirrorSessionId } of changed)
    await ec2.send(
      new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId, SessionNumber: 9, PacketLength: 99 }),
    );
  const before = JSON.stringify(changed);
  const isBack = async () => {
    const now = new Map((await sessions()).map((one) => [one.TrafficMirrorSessionId, one]));
    return JSON.stringify(changed.map((one) => now.get(one.TrafficMirrorSessionId))) === before;
  };
  await untilSo(isBack);
  const changedSeconds = (Date.now() - changedAt) / 1_000;
  // What is made twice would show now.
  await wait(500);
  return [
    atMost(`${count} of them deleted out of band: healed after`, deletedSeconds, 90, 's'),
    atMost(`${count} changed: as before, with their ids, after`, changedSeconds, 90, 's'),
    equal('the same: as many sessions as sources', await isCovered(rig), true),
  ];
}
