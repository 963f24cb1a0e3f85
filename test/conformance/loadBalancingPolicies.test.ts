/** Session policies of callers of Elastic Load Balancing: its changes are about a resource each. */
import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeEach, expect, test } from '@jest/globals';
import { type Subject, startSubject } from '../support/emulatorClient.ts';
import { send, sign } from '../support/emulatorWire.ts';
import { balancingClientOf, balancingRefusal, demoArns } from '../support/loadBalancingClient.ts';
import { credentialsIn } from './twoAccounts.ts';

const { balancer, stagingBalancer, listener, group, stagingGroup } = demoArns;
const service = 'elasticloadbalancing';
const everything = { Effect: 'Allow', Action: `${service}:*`, Resource: '*' };

let subject: Subject;
beforeEach(async () => {
  subject = await startSubject();
});

/** A client whose session policy has these statements. */
async function narrowed(...Statement: object[]): Promise<ElasticLoadBalancingV2Client> {
  const policy = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
  const { url } = subject.emulator;
  const query = `Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/a&RoleSessionName=x1&Policy=${policy}`;
  const { body } = await send(
    url,
    sign(url, query, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'any', service: 'sts' }),
  );
  return balancingClientOf(url, credentialsIn(body));
}
const denied = expect.objectContaining({ code: 'AccessDenied', status: 403 });
const create = (
  elb: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
  Tags = [{ Key: 'team', Value: 'a' }],
) =>
  elb.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'UDP',
      Port: 4790,
      DefaultActions: [
        { Type: 'forward', TargetGroupArn: LoadBalancerArn === balancer ? group : stagingGroup },
      ],
      Tags,
    }),
  );

test('a resource that is denied is denied, and those that are allowed are allowed', async () => {
  const denies = await narrowed(everything, {
    Effect: 'Deny',
    Action: `${service}:*Listener`,
    Resource: [listener, balancer],
  });
  expect(await balancingRefusal(denies.send(new DeleteListenerCommand({ ListenerArn: listener })))).toEqual(
    denied,
  );
  expect(await balancingRefusal(create(denies, balancer))).toEqual(denied);
  await create(denies, stagingBalancer);
  const allows = await narrowed({ ...everything, Resource: group });
  const deregister = (TargetGroupArn: string) =>
    allows.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: 'i-00000000' }] }));
  await deregister(group);
  expect(await balancingRefusal(deregister(stagingGroup))).toEqual(denied);
  // It is about no resource.
  const describe = allows.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }));
  expect(await balancingRefusal(describe)).toEqual(denied);
});

test('conditions see the tags of the request, and tagging needs a permission for the listener', async () => {
  const onTag = (Value: string) => ({ StringEquals: { 'aws:RequestTag/team': Value } });
  const byTag = await narrowed(
    { ...everything, Resource: balancer, Condition: onTag('a') },
    {
      Effect: 'Allow',
      Action: `${service}:AddTags`,
      Resource: `${balancer.replace(':loadbalancer/', ':listener/')}/*`,
      Condition: { StringEquals: { [`${service}:CreateAction`]: 'CreateListener' } },
    },
  );
  expect(await balancingRefusal(create(byTag, balancer, [{ Key: 'team', Value: 'b' }]))).toEqual(denied);
  expect(await balancingRefusal(create(byTag, balancer, []))).toEqual(denied);
  await create(byTag, balancer);
});
