/** CreateTrafficMirrorTarget and DeleteTrafficMirrorTarget. */

import {
  type CreateTrafficMirrorTargetCommandInput,
  DeleteTrafficMirrorTargetCommand,
  DescribeTrafficMirrorTargetsCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { demo, refusal } from '../support/emulatorClient.ts';
import { type EmulatorSetup, onAws, startEmulatorSetup } from '../support/emulatorSetup.ts';

const emulatorTest = onAws ? test.skip : test;

let setup: EmulatorSetup;
beforeEach(async () => {
  setup = await startEmulatorSetup();
});

const remove = (TrafficMirrorTargetId: string) =>
  setup.ec2.send(new DeleteTrafficMirrorTargetCommand({ TrafficMirrorTargetId }));

describe('CreateTrafficMirrorTarget: serialization', () => {
  test('an interface target has its type, its interface and an empty tag set', async () => {
    const target = await setup.target();
    expect(target).toEqual({
      TrafficMirrorTargetId: expect.stringMatching(/^tmt-[0-9a-f]{17}$/),
      NetworkInterfaceId: setup.targetInterface,
      Type: 'network-interface',
      OwnerId: expect.stringMatching(/^\d{12}$/),
      Tags: [],
    });
    const { TrafficMirrorTargets } = await setup.ec2.send(
      new DescribeTrafficMirrorTargetsCommand({ TrafficMirrorTargetIds: [target.TrafficMirrorTargetId] }),
    );
    expect(TrafficMirrorTargets).toEqual([target]);
  });

  test('a load balancer target has its ARN, description and tags', async () => {
    const Tags = [{ Key: 'Name', Value: 'n' }];
    const given = { NetworkLoadBalancerArn: setup.loadBalancerArn, Description: 'd' };
    const target = await setup.target({
      ...given,
      TagSpecifications: [{ ResourceType: 'traffic-mirror-target', Tags }],
    });
    expect(target).toMatchObject({ ...given, Type: 'network-load-balancer', Tags });
    expect(target).not.toHaveProperty('NetworkInterfaceId');
  });

  test('an endpoint target has its endpoint id', async () => {
    const given = { GatewayLoadBalancerEndpointId: setup.endpointId };
    expect(await setup.target(given)).toMatchObject({ ...given, Type: 'gateway-load-balancer-endpoint' });
  });
});

describe('CreateTrafficMirrorTarget: validation', () => {
  test.each<[string, CreateTrafficMirrorTargetCommandInput, string]>([
    ['no kind of target', {}, 'MissingParameter'],
    [
      'two kinds of target',
      {
        NetworkInterfaceId: 'eni-0ffffffffffffffff',
        GatewayLoadBalancerEndpointId: 'vpce-0ffffffffffffffff',
      },
      'InvalidParameterCombination',
    ],
    ['an unknown interface', { NetworkInterfaceId: 'eni-0ffffffffffffffff' }, 'InvalidTrafficMirrorTarget'],
    ['a malformed interface', { NetworkInterfaceId: 'eni-x' }, 'InvalidNetworkInterfaceId.Malformed'],
    [
      'a malformed ARN',
      { NetworkLoadBalancerArn: 'arn:aws:s3:::b' },
      'InvalidNetworkLoadBalancerArn.Malformed',
    ],
    [
      'an ARN of another Region',
      {
        NetworkLoadBalancerArn:
          'arn:aws:elasticloadbalancing:xx-west-9:123456789012:loadbalancer/net/n/0123456789abcdef',
      },
      'InvalidNetworkLoadBalancerArn.NotFound',
    ],
    [
      'an unknown endpoint',
      { GatewayLoadBalancerEndpointId: 'vpce-0ffffffffffffffff' },
      'InvalidVpcEndpointId.NotFound',
    ],
  ])('%s is rejected', async (_name, input, code) => {
    expect(await refusal(setup.target(input))).toMatchObject({ code, status: 400 });
  });

  emulatorTest('an interface of another type than `interface` is rejected', async () => {
    const id = demo.networkInterface(12);
    expect(await refusal(setup.target({ NetworkInterfaceId: id }))).toEqual({
      code: 'InvalidTrafficMirrorTarget',
      status: 400,
      message: `The interface ${id} must be of type interface`,
    });
  });

  emulatorTest('an endpoint of another type is rejected', async () => {
    const call = setup.target({ GatewayLoadBalancerEndpointId: demo.vpcEndpoint(2) });
    expect(await refusal(call)).toMatchObject({
      code: 'InvalidTrafficMirrorTarget',
      message: `The endpoint ${demo.vpcEndpoint(2)} is not a Gateway Load Balancer endpoint`,
    });
  });

  test('an unknown interface is named as in the recorded response', async () => {
    expect(await refusal(setup.target({ NetworkInterfaceId: 'eni-0ffffffffffffffff' }))).toMatchObject({
      message: "The interface ID 'eni-0ffffffffffffffff' does not exist",
    });
  });
});

describe('DeleteTrafficMirrorTarget', () => {
  test('serialization: returns the id', async () => {
    const { TrafficMirrorTargetId } = await setup.target();
    expect(await remove(TrafficMirrorTargetId)).toEqual({
      $metadata: expect.anything(),
      TrafficMirrorTargetId,
    });
  });

  test('validation: an unknown target is not found', async () => {
    expect(await refusal(remove('tmt-0ffffffffffffffff'))).toMatchObject({
      code: 'InvalidTrafficMirrorTargetId.NotFound',
    });
  });

  test('behaviour: a target that a session uses cannot be deleted, with the recorded message', async () => {
    const { TrafficMirrorTargetId } = await setup.target();
    const { TrafficMirrorSessionId } = await setup.session({ TrafficMirrorTargetId });
    expect(await refusal(remove(TrafficMirrorTargetId))).toEqual({
      code: 'TrafficMirrorTargetInUse',
      status: 400,
      message: `Cannot delete ${TrafficMirrorTargetId}. Target is in use by ${TrafficMirrorSessionId}`,
    });
  });
});
