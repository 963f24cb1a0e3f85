/** Whose packet is this, when a target is shared: the target's owner sees the sessions of other accounts, but not their interfaces. */
import { CreateTrafficMirrorFilterCommand, CreateTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { targetId } from '../support/demo.ts';
import { clientOf } from '../support/emulatorClient.ts';
import { ours, type RoleGateway, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';

const address = '10.50.0.7';
const theirKey = { accessKeyId: 'AKIATHEIRS', secretAccessKey: 'theirs' };

/** A gateway that serves these accounts, and a session of the other account at our target, with its id. */
async function startWith(...served: readonly string[]): Promise<{ gateway: RoleGateway; session: string }> {
  const accounts = Object.fromEntries(
    served.map((id) => [id, { regions: ['us-east-1'], roleArn: roleOf(id) }]),
  );
  const gateway = await startRoleGateway(
    { accounts },
    {
      roles: { [roleOf(theirs)]: {}, [roleOf(ours)]: {} },
      accounts: {
        AKIAGATEWAY: { accountId: '555555555555', secretAccessKey: 'gateway' },
        [theirKey.accessKeyId]: { accountId: theirs, secretAccessKey: theirKey.secretAccessKey },
      },
    },
  );
  gateway.emulator.surroundings().shareTarget(targetId(2), theirs);
  const NetworkInterfaceId = gateway.emulator
    .surroundings(theirs)
    .addNetworkInterface({ privateIpAddress: address });
  const ec2 = clientOf(gateway.emulator.url, theirKey);
  const { TrafficMirrorFilter } = await ec2.send(new CreateTrafficMirrorFilterCommand({}));
  const { TrafficMirrorSession } = await ec2.send(
    new CreateTrafficMirrorSessionCommand({
      NetworkInterfaceId,
      TrafficMirrorTargetId: targetId(2),
      TrafficMirrorFilterId: TrafficMirrorFilter?.TrafficMirrorFilterId,
      SessionNumber: 1,
      VirtualNetworkId: 77,
    }),
  );
  return { gateway, session: TrafficMirrorSession?.TrafficMirrorSessionId ?? '' };
}

async function find({ ask }: RoleGateway, outerSourceAddress: string, target = targetId(2)) {
  const { data, errors } = await ask(
    `query ($packets: [TrafficMirrorPacketKeyInput!]!, $target: ID) {
      trafficMirrorSessionsByPackets(packets: $packets, trafficMirrorTargetId: $target) {
        basis sessions { trafficMirrorSessionId ownerId }
      }
    }`,
    {
      scopes: 'traffic-mirror:read',
      variables: { packets: [{ virtualNetworkId: 77, outerSourceAddress }], target },
    },
  );
  expect(errors).toBeUndefined();
  const [found] = (data?.trafficMirrorSessionsByPackets ?? []) as object[];
  return found;
}

test('a session whose source cannot be read is found by its number alone', async () => {
  const { gateway, session } = await startWith(ours);
  const alone = { basis: 'VNI_ALONE', sessions: [{ trafficMirrorSessionId: session, ownerId: theirs }] };
  expect(await find(gateway, address)).toEqual(alone);
  expect(await find(gateway, '10.50.0.8')).toEqual(alone);
  expect(await find(gateway, address, targetId(1))).toEqual({ basis: 'NONE', sessions: [] });
});

test('a source that can be read through its owner is compared', async () => {
  const { gateway, session } = await startWith(ours, theirs);
  expect(await find(gateway, address)).toEqual({
    basis: 'VNI_AND_ADDRESS',
    sessions: [{ trafficMirrorSessionId: session, ownerId: theirs }],
  });
  expect(await find(gateway, '10.50.0.8')).toEqual({ basis: 'NONE', sessions: [] });
});
