/** Elastic Load Balancing through the AWS CLI: a broken collector is found and mended. */
import { expect } from '@jest/globals';
import { startForeignClient } from '../foreign/client.ts';
import { clients, testOf } from '../foreign/clients.ts';
import { startEmulator } from '../support/emulator.ts';
import { demo } from '../support/emulatorClient.ts';
import { demoArns } from '../support/loadBalancingClient.ts';

const cli = clients['the AWS CLI'];

interface Health {
  readonly TargetHealthDescriptions: readonly {
    readonly Target: { readonly Id: string };
    readonly TargetHealth: { readonly State: string; readonly Reason?: string };
  }[];
}

testOf(cli)('the AWS CLI sees a collector break, and waits until it is mended', async () => {
  const { url } = await startEmulator({ seed: 'demo' });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = startForeignClient(await cli.command(), url, credentials);
  const elbv2 = (action: string, input: object) => client.ask({ service: 'elbv2', action, input });
  const { balancer, listener, group } = demoArns;
  const health = async () => {
    const { TargetHealthDescriptions } = (await elbv2('DescribeTargetHealth', {
      TargetGroupArn: group,
    })) as Health;
    return TargetHealthDescriptions.map(({ Target, TargetHealth: { State, Reason } }) => [
      Target.Id,
      State,
      Reason,
    ]);
  };
  const sensors = (...what: (string | undefined)[]) =>
    [demo.instance(8), demo.instance(13)].map((id) => [id, ...what]);

  expect(await health()).toEqual(sensors('healthy', undefined));
  await elbv2('DeleteListener', { ListenerArn: listener });
  expect(await health()).toEqual(sensors('unused', 'Target.NotInUse'));
  const made = await elbv2('CreateListener', {
    LoadBalancerArn: balancer,
    Protocol: 'UDP',
    Port: 4789,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
  });
  await client.ask({
    service: 'elbv2',
    action: 'TargetInService',
    how: 'wait',
    input: { TargetGroupArn: group },
  });
  expect(await health()).toEqual(sensors('healthy', undefined));
  const { ListenerArn } = (made as { Listeners: { ListenerArn: string }[] }).Listeners[0] ?? {};
  const tagged = await elbv2('DescribeTags', { ResourceArns: [ListenerArn, balancer] });
  const { TagDescriptions } = tagged as { TagDescriptions: { Tags?: { Key: string }[] }[] };
  expect(TagDescriptions.map(({ Tags = [] }) => Tags.map(({ Key }) => Key))).toEqual([
    [],
    ['Name', 'team', 'env'],
  ]);
  const gone = {
    service: 'elbv2',
    action: 'DescribeListeners',
    input: { ListenerArns: [listener] },
  } as const;
  expect(await client.refusal(gone)).toEqual({ code: 'ListenerNotFound' });
});
