/** Targets that one account shares with another. */
import {
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorSessionCommand,
  CreateTrafficMirrorTargetCommand,
  DeleteTrafficMirrorTargetCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { demo, refusal } from '../support/emulatorClient.ts';
import { ourAccount, ours, startTwoAccounts, type TwoAccounts, theirAccount, theirs } from './twoAccounts.ts';

let accounts: TwoAccounts;
beforeEach(async () => {
  accounts = await startTwoAccounts();
});

describe('shared targets', () => {
  const shared = demo.target(2);
  const targets = async (ec2: EC2Client) =>
    (await ec2.send(new DescribeTrafficMirrorTargetsCommand({}))).TrafficMirrorTargets ?? [];

  /** A session of the other account on our target. */
  async function theirSession() {
    const ec2 = accounts.client(theirs);
    const NetworkInterfaceId = accounts.emulator.surroundings(theirAccount).addNetworkInterface();
    const filter = await ec2.send(new CreateTrafficMirrorFilterCommand({}));
    const made = await ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId,
        TrafficMirrorTargetId: shared,
        TrafficMirrorFilterId: filter.TrafficMirrorFilter?.TrafficMirrorFilterId,
        SessionNumber: 1,
      }),
    );
    return made.TrafficMirrorSession;
  }

  test('the other account sees a shared target with its owner, and can use it', async () => {
    expect(await refusal(theirSession())).toMatchObject({ code: 'InvalidTrafficMirrorTargetId.NotFound' });
    accounts.emulator.surroundings().shareTarget(shared, theirAccount);
    expect(await targets(accounts.client(theirs))).toEqual([
      expect.objectContaining({ TrafficMirrorTargetId: shared, OwnerId: ourAccount, Tags: [] }),
    ]);
    const session = await theirSession();
    expect(session).toMatchObject({ OwnerId: theirAccount, PacketLength: 8500 });
    expect(await targets(accounts.client({ ...theirs, region: 'eu-west-1' }))).toEqual([]);
  });

  test('the owner sees the sessions of other accounts on it, but cannot change them', async () => {
    accounts.emulator.surroundings().shareTarget(shared, theirAccount);
    const session = await theirSession();
    const seen = await accounts
      .client(ours)
      .send(
        new DescribeTrafficMirrorSessionsCommand({ Filters: [{ Name: 'owner-id', Values: [theirAccount] }] }),
      );
    expect(seen.TrafficMirrorSessions).toEqual([session]);
    const modify = new ModifyTrafficMirrorSessionCommand({
      TrafficMirrorSessionId: session?.TrafficMirrorSessionId,
    });
    expect(await refusal(accounts.client(ours).send(modify))).toMatchObject({
      code: 'InvalidTrafficMirrorSessionId.NotFound',
    });
  });

  test('only the owner can delete it, even while sessions of other accounts use it', async () => {
    const { TrafficMirrorTarget: own } = await accounts
      .client(ours)
      .send(new CreateTrafficMirrorTargetCommand({ GatewayLoadBalancerEndpointId: demo.vpcEndpoint(1) }));
    const TrafficMirrorTargetId = own?.TrafficMirrorTargetId ?? '';
    accounts.emulator.surroundings().shareTarget(TrafficMirrorTargetId, theirAccount);
    const remove = new DeleteTrafficMirrorTargetCommand({ TrafficMirrorTargetId });
    expect(await refusal(accounts.client(theirs).send(remove))).toMatchObject({
      code: 'InvalidTrafficMirrorTargetId.NotFound',
    });
    accounts.emulator.surroundings().shareTarget(shared, theirAccount);
    const session = await theirSession();
    const move = { TrafficMirrorSessionId: session?.TrafficMirrorSessionId, TrafficMirrorTargetId };
    await accounts.client(theirs).send(new ModifyTrafficMirrorSessionCommand(move));
    await accounts.client(ours).send(remove);
    // The session is now inactive. No response shows that, and it can still be changed.
    const change = { TrafficMirrorSessionId: session?.TrafficMirrorSessionId, Description: 'orphan' };
    const changed = await accounts.client(theirs).send(new ModifyTrafficMirrorSessionCommand(change));
    expect(changed.TrafficMirrorSession).toMatchObject({ Description: 'orphan', TrafficMirrorTargetId });
  });
});
