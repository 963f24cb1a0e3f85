/** The demo in several accounts and Regions: estates that share no id, and a target that one account shares with another. */
import {
  DescribeRouteTablesCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { isArn } from '../../src/emulator/loadBalancing/arns.ts';
import { seedWorld } from '../../src/emulator/seeds/seed.ts';
import { tableNames, World } from '../../src/emulator/state/world.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { clientOf } from '../support/emulatorClient.ts';

const region = 'us-east-1';
const [owner, other] = ['123456789012', '210987654321'];
const main = { accountId: owner, region };
const others = [
  { accountId: other, region },
  { accountId: other, region: 'cn-north-1' },
  { accountId: '345678901234', region },
];

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({
    seed: 'demo',
    demoPlaces: [main, ...others],
    accounts: { AKIAOWNER: { accountId: owner }, AKIAOTHER: { accountId: other } },
  });
});
const client = (accessKeyId: string, where = region) =>
  clientOf(emulator.url, { accessKeyId, region: where });

describe('the demo in several accounts', () => {
  test('no two resources have the same id, and all ids are well formed', () => {
    const world = new World();
    seedWorld(world, 'demo', main, others);
    expect(world.estates.size).toBe(4);
    const ids = [...world.estates.values()].flatMap((estate) =>
      tableNames.flatMap((name) => estate[name].list().map(({ id }) => id)),
    );
    expect(new Set(ids).size).toBe(ids.length);
    const ofEc2 = /^[a-z]+(-attach)?-[0-9a-f]{17}$/;
    const isWellFormed = (id: string) => (id.startsWith('arn:') ? isArn(id) : ofEc2.test(id));
    expect(ids.filter((id) => !isWellFormed(id))).toEqual([]);
    const chinese = [...world.estates.values()].find((estate) => estate.region === 'cn-north-1');
    expect(chinese?.loadBalancers.list().map(({ id }) => id.slice(0, 11))).toEqual([
      'arn:aws-cn:',
      'arn:aws-cn:',
    ]);
  });

  test('the target of the first account is shared, and both accounts see the session on it', async () => {
    const { TrafficMirrorTargets: targets = [] } = await client('AKIAOTHER').send(
      new DescribeTrafficMirrorTargetsCommand({ Filters: [{ Name: 'owner-id', Values: [owner] }] }),
    );
    expect(targets).toMatchObject([{ Type: 'network-load-balancer', OwnerId: owner }]);
    const onIt = new DescribeTrafficMirrorSessionsCommand({
      Filters: [
        { Name: 'traffic-mirror-target-id', Values: [targets[0]?.TrafficMirrorTargetId ?? ''] },
        { Name: 'owner-id', Values: [other] },
      ],
    });
    for (const key of ['AKIAOWNER', 'AKIAOTHER'])
      expect((await client(key).send(onIt)).TrafficMirrorSessions).toHaveLength(1);
    const { TrafficMirrorTargets: ofRegion = [] } = await client('AKIAOTHER', 'cn-north-1').send(
      new DescribeTrafficMirrorTargetsCommand(),
    );
    expect(ofRegion.map(({ OwnerId }) => OwnerId)).toEqual([other, other, other, other]);
  });

  test('the packets of that session have a way: both VPCs are attached to the transit gateway that the route names', async () => {
    const ec2 = client('AKIAOTHER');
    const { RouteTables: tables = [] } = await ec2.send(new DescribeRouteTablesCommand());
    const routes = tables.flatMap(({ Routes = [] }) => Routes.flatMap((one) => one.TransitGatewayId ?? []));
    expect(routes).toHaveLength(1);
    for (const key of ['AKIAOWNER', 'AKIAOTHER']) {
      const { TransitGatewayVpcAttachments: attachments = [] } = await client(key).send(
        new DescribeTransitGatewayVpcAttachmentsCommand(),
      );
      expect(attachments).toMatchObject([{ TransitGatewayId: routes[0], State: 'available' }]);
    }
  });

  test('a Region that EC2 does not have gets no estate', () => {
    const world = new World();
    seedWorld(world, 'demo', main, [{ accountId: owner, region: 'xx-nowhere-1' }]);
    expect([...world.estates.keys()]).toEqual([`${owner}/${region}`]);
  });
});
