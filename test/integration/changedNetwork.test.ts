/** What the gateway shows of instances and interfaces that come and go while it runs. */
import { RunInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { filterId, targetId } from '../support/demo.ts';
import { demo } from '../support/emulatorClient.ts';
import { startTestGateway } from '../support/gateway.ts';

interface Source {
  networkInterfaceId: string;
  trafficMirrorSurroundings: { instanceId: string | null } | null;
  trafficMirrorEligibility: { eligible: boolean | null } | null;
  trafficMirrorSessions: { trafficMirrorSessionId: string }[];
}

test('an instance is seen when it has been launched, and its session is gone when it has been terminated', async () => {
  const gateway = await startTestGateway();
  const sources = async () => {
    const { trafficMirrorSources } = await gateway.query<{ trafficMirrorSources: { nodes: Source[] } }>(
      `{ trafficMirrorSources(filter: { tags: [{ key: "fleet", values: ["new"] }] }) { nodes {
        networkInterfaceId trafficMirrorSurroundings { instanceId } trafficMirrorEligibility { eligible }
        trafficMirrorSessions { trafficMirrorSessionId } } } }`,
    );
    return trafficMirrorSources.nodes;
  };
  expect(await sources()).toEqual([]);
  const { Instances: [made] = [] } = await gateway.ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 'm7i.large',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: demo.subnet(1),
      TagSpecifications: [{ ResourceType: 'network-interface', Tags: [{ Key: 'fleet', Value: 'new' }] }],
    }),
  );
  const [source] = await sources();
  expect(source).toMatchObject({
    trafficMirrorSurroundings: { instanceId: made?.InstanceId },
    trafficMirrorEligibility: { eligible: true },
    trafficMirrorSessions: [],
  });
  const { createTrafficMirrorSession } = await gateway.query<{
    createTrafficMirrorSession: { trafficMirrorSession: { trafficMirrorSessionId: string } };
  }>(
    `mutation ($source: ID!) { createTrafficMirrorSession(input: { networkInterfaceId: $source, sessionNumber: 1,
      trafficMirrorTargetId: "${targetId(2)}", trafficMirrorFilterId: "${filterId(1)}" }) {
      trafficMirrorSession { trafficMirrorSessionId } } }`,
    { source: source?.networkInterfaceId },
  );
  const session = createTrafficMirrorSession.trafficMirrorSession;
  const InstanceIds = [made?.InstanceId ?? ''];
  await gateway.ec2.send(new StopInstancesCommand({ InstanceIds }));
  expect((await sources())[0]?.trafficMirrorSessions).toEqual([session]);
  await gateway.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
  expect(await sources()).toEqual([]);
  const gone = await gateway.query(
    `{ trafficMirrorSession(id: "${session.trafficMirrorSessionId}") { description } }`,
  );
  expect(gone).toEqual({ trafficMirrorSession: null });
});
