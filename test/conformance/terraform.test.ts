/**
 * What Terraform's AWS provider sends, by its source (hashicorp/terraform-provider-aws, internal/service/ec2 and elbv2), in the form
 * that the SDK for Go gives it: parameters in alphabetical order, and `+` for a space.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { demo } from '../support/emulatorClient.ts';
import { headerSets, send, sign } from '../support/emulatorWire.ts';
import { goForm } from '../support/goForm.ts';
import { element } from './twoAccounts.ts';

/** A request of a data source. `reads` has the elements that the provider reads, with their values where the demo estate decides them. */
interface Read {
  readonly source: string;
  readonly service: string;
  readonly body: string;
  readonly reads: Readonly<Record<string, string | null>>;
}

const wire = join(import.meta.dirname, 'wire/terraform.json');
const dataSources = JSON.parse(readFileSync(wire, 'utf8')) as readonly Read[];
const actionIn = (body: string) => /(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? '';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ seed: 'demo' });
});

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' };

async function post(body: string, service = 'ec2') {
  const request = sign(emulator.url, body, { ...credentials, service, signedHeaders: headerSets.go });
  const answer = await send(emulator.url, request);
  return { ...answer, code: answer.status === 200 ? '' : element(answer.body, 'Code') };
}

describe('data sources find what they read', () => {
  test.each(dataSources.map((row, i) => [i, row.source, actionIn(row.body), row] as const))(
    'request %i, %s: %s',
    async (_i, _source, _action, { service, body, reads }) => {
      const answer = await post(body, service);
      expect([answer.status, answer.code]).toEqual([200, '']);
      for (const [name, value] of Object.entries(reads))
        expect(answer.body).toMatch(value === null ? `<${name}` : `<${name}>${value}</${name}>`);
    },
  );
});

/** Sends one request of a resource; the provider goes on only after HTTP 200. */
async function apply(action: string, parameters: Record<string, string | number>): Promise<string> {
  const { status, body, code } = await post(goForm(action, parameters));
  expect([action, status, code]).toEqual([action, 200, '']);
  return body;
}

const networkLoadBalancerArn =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188';
const tag = (key: string, value: string) => ({ 'Tag.1.Key': key, 'Tag.1.Value': value });
const tagged = (resourceType: string) => ({
  'TagSpecification.1.ResourceType': resourceType,
  'TagSpecification.1.Tag.1.Key': 'Name',
  'TagSpecification.1.Tag.1.Value': 'a b',
});

const createFilter = async () =>
  element(
    await apply('CreateTrafficMirrorFilter', {
      ClientToken: 'terraform-20261128132000000000000001',
      Description: 'test',
      ...tagged('traffic-mirror-filter'),
    }),
    'trafficMirrorFilterId',
  );

describe('resources', () => {
  test.each(['Filters', 'Sessions', 'Targets'])(
    'DescribeTrafficMirror%s is asked without parameters at first',
    (of) => apply(`DescribeTrafficMirror${of}`, {}),
  );

  test('a filter is created, switches its network service and is gone when it is deleted', async () => {
    const TrafficMirrorFilterId = await createFilter();
    const read = () =>
      apply('DescribeTrafficMirrorFilters', { 'TrafficMirrorFilterId.1': TrafficMirrorFilterId });
    const services = [];
    for (const parameter of ['AddNetworkService.1', 'RemoveNetworkService.1', 'AddNetworkService.1']) {
      await apply('ModifyTrafficMirrorFilterNetworkServices', {
        TrafficMirrorFilterId,
        [parameter]: 'amazon-dns',
      });
      services.push((await read()).includes('<item>amazon-dns</item>'));
    }
    expect(services).toEqual([true, false, true]);
    await apply('DeleteTrafficMirrorFilter', { TrafficMirrorFilterId });
    const gone = await post(
      goForm('DescribeTrafficMirrorFilters', { 'TrafficMirrorFilterId.1': TrafficMirrorFilterId }),
    );
    expect(gone.code).toBe('InvalidTrafficMirrorFilterId.NotFound');
  });

  test('a rule is read in its filter, and one request sets and removes fields', async () => {
    const TrafficMirrorFilterId = await createFilter();
    const created = await apply('CreateTrafficMirrorFilterRule', {
      ClientToken: 'terraform-20261128132000000000000002',
      TrafficMirrorFilterId,
      Description: 'test',
      DestinationCidrBlock: '10.0.0.0/8',
      SourceCidrBlock: '0.0.0.0/0',
      'DestinationPortRange.FromPort': 22,
      'DestinationPortRange.ToPort': 53,
      'SourcePortRange.FromPort': 0,
      'SourcePortRange.ToPort': 10,
      Protocol: 6,
      RuleAction: 'accept',
      RuleNumber: 1,
      TrafficDirection: 'ingress',
    });
    const TrafficMirrorFilterRuleId = element(created, 'trafficMirrorFilterRuleId');
    await apply('ModifyTrafficMirrorFilterRule', {
      TrafficMirrorFilterRuleId,
      'RemoveField.1': 'description',
      'RemoveField.2': 'destination-port-range',
      'RemoveField.3': 'protocol',
      'RemoveField.4': 'source-port-range',
      RuleAction: 'reject',
      RuleNumber: 2,
    });
    const filter = await apply('DescribeTrafficMirrorFilters', {
      'TrafficMirrorFilterId.1': TrafficMirrorFilterId,
    });
    expect(element(filter, 'trafficMirrorFilterRuleId')).toBe(TrafficMirrorFilterRuleId);
    expect([element(filter, 'ruleNumber'), element(filter, 'ruleAction')]).toEqual(['2', 'reject']);
    expect(filter).not.toMatch(/<protocol>|<destinationPortRange>|<sourcePortRange>/);
    await apply('DeleteTrafficMirrorFilterRule', { TrafficMirrorFilterRuleId });
    const again = await post(goForm('DeleteTrafficMirrorFilterRule', { TrafficMirrorFilterRuleId }));
    expect(again.code).toBe('InvalidTrafficMirrorFilterRuleId.NotFound');
  });

  test('a session gets its defaults, moves to another target and changes its tags', async () => {
    const target = await apply('CreateTrafficMirrorTarget', {
      ClientToken: 'terraform-20261128132000000000000003',
      NetworkLoadBalancerArn: networkLoadBalancerArn,
    });
    const TrafficMirrorTargetId = element(target, 'trafficMirrorTargetId');
    const created = await apply('CreateTrafficMirrorSession', {
      ClientToken: 'terraform-20261128132000000000000004',
      NetworkInterfaceId: demo.networkInterface(10),
      SessionNumber: 900,
      TrafficMirrorFilterId: demo.filter(1),
      TrafficMirrorTargetId,
    });
    const TrafficMirrorSessionId = element(created, 'trafficMirrorSessionId');
    const read = () =>
      apply('DescribeTrafficMirrorSessions', { 'TrafficMirrorSessionId.1': TrafficMirrorSessionId });
    expect(await read()).toMatch(/<packetLength>8500<.*<virtualNetworkId>\d+</);
    await apply('ModifyTrafficMirrorSession', {
      'RemoveField.1': 'description',
      SessionNumber: 901,
      TrafficMirrorSessionId,
      TrafficMirrorTargetId: demo.target(1),
    });
    const moved = await read();
    expect(element(moved, 'trafficMirrorSessionId')).toBe(TrafficMirrorSessionId);
    expect(element(moved, 'trafficMirrorTargetId')).toBe(demo.target(1));
    const ofSession = { 'ResourceId.1': TrafficMirrorSessionId };
    await apply('CreateTags', { ...ofSession, ...tag('key1', 'value1') });
    await apply('DeleteTags', { ...ofSession, ...tag('key1', 'value1') });
    await apply('CreateTags', { ...ofSession, ...tag('key1', 'value 1 updated') });
    expect(element(await read(), 'value')).toBe('value 1 updated');
    await apply('DeleteTrafficMirrorSession', { TrafficMirrorSessionId });
    await apply('DeleteTrafficMirrorTarget', { TrafficMirrorTargetId });
  });
});
