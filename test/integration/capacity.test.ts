/** How many sources a target takes, and how many use it. */
import { CreateTrafficMirrorTargetCommand } from '@aws-sdk/client-ec2';
import { beforeAll, expect, test } from '@jest/globals';
import { targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ours, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';

const document = `query ($id: ID!, $scope: AwsScopeInput) { trafficMirrorTarget(id: $id, scope: $scope) {
  capacity { sourcesAllowed isUnlimited sourcesInUse isComplete }
} }`;
const capacity = (
  sourcesAllowed: number | null,
  isUnlimited: boolean | null,
  sourcesInUse: number,
  isComplete = true,
) => ({ trafficMirrorTarget: { capacity: { sourcesAllowed, isUnlimited, sourcesInUse, isComplete } } });

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
const read = (id: string) => gateway.query(document, { id });

/** A target on a new interface. */
async function createTarget(instanceType: string | undefined): Promise<string> {
  const NetworkInterfaceId = gateway.emulator
    .surroundings()
    .addNetworkInterface(
      instanceType === undefined ? { instanceId: undefined, instanceType } : { instanceType },
    );
  const made = await gateway.ec2.send(new CreateTrafficMirrorTargetCommand({ NetworkInterfaceId }));
  return made.TrafficMirrorTarget?.TrafficMirrorTargetId ?? '';
}

test('an interface takes 10 or 100 sources, and each is counted once', async () => {
  // Sessions 1, 4 and 6 of the demo.
  expect(await read(targetId(1))).toEqual(capacity(10, false, 3));
  expect(await read(await createTarget('m6i.32xlarge'))).toEqual(capacity(100, false, 0));
  expect(await read(await createTarget('t3.2xlarge'))).toEqual(capacity(10, false, 0));
});

test('load balancers and endpoints take any number', async () => {
  // Two of the six sessions have one source.
  expect(await read(targetId(2))).toEqual(capacity(null, true, 5));
  expect(await read(targetId(3))).toEqual(capacity(null, true, 2));
});

test('what cannot be read is not known', async () => {
  expect(await read(await createTarget(undefined))).toEqual(capacity(null, null, 0));
  const blind = await startTestGateway();
  blind.emulator.deny('DescribeInstances');
  expect(await blind.query(document, { id: targetId(1) })).toEqual(capacity(null, null, 3));
  blind.emulator.deny('DescribeNetworkInterfaces');
  expect(await blind.query(document, { id: targetId(1) })).toEqual(capacity(null, null, 3));
});

test('without the sessions there is an error and no capacity', async () => {
  const blind = await startTestGateway();
  blind.emulator.deny('DescribeTrafficMirrorSessions');
  const { data, errors } = await blind.send(document, { id: targetId(1) });
  expect(data).toEqual({ trafficMirrorTarget: { capacity: null } });
  expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['trafficMirrorTarget', 'capacity'], 'UNAUTHORIZED'],
  ]);
});

test('of a target that is shared with the account, the count may be incomplete', async () => {
  const account = (id: string) => ({ regions: ['us-east-1'], roleArn: roleOf(id) });
  const roles = { [roleOf(theirs)]: {}, [roleOf(ours)]: {} };
  const accounts = { [ours]: account(ours), [theirs]: account(theirs) };
  const shared = await startRoleGateway({ accounts }, { roles });
  shared.emulator.surroundings().shareTarget(targetId(1), theirs);
  const readThrough = async (accountId: string) => {
    const variables = { id: targetId(1), scope: { accountId } };
    return (await shared.ask(document, { scopes: 'traffic-mirror:read', variables })).data;
  };
  expect(await readThrough(ours)).toEqual(capacity(10, false, 3));
  expect(await readThrough(theirs)).toEqual(capacity(null, null, 0, false));
});
