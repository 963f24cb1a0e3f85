/** The XML of every Traffic Mirroring action, with its elements in order. Embedded EC2 only. */
import { beforeAll, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { demo } from '../support/emulatorClient.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ seed: 'demo' });
});

/** Ids that were created, by prefix: `{tmf}` stands for an id in queries and in expected documents. */
const made: Record<string, string> = {};

/** The content of the response document, with created ids replaced by their placeholders. */
async function ask(query: string): Promise<string> {
  const body = `Version=2016-11-15&${query.replace(/\{(\w+)\}/g, (_all, kind: string) => made[kind] ?? kind)}`;
  const answer = await send(emulator.url, { headers: shapeOnly(), body });
  const action = /Action=(\w+)/.exec(query)?.[1] ?? '';
  const start = `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${answer.headers['x-amzn-requestid']}</requestId>`;
  const end = `</${action}Response>`;
  expect([answer.status, answer.body.slice(0, start.length), answer.body.slice(-end.length)]).toEqual([
    200,
    start,
    end,
  ]);
  let content = answer.body.slice(start.length, -end.length);
  const [, id = '', kind = ''] = /^<\w+><\w+>((tm[a-z]+)-[0-9a-f]{17})</.exec(content) ?? [];
  if (action.startsWith('Create') && id) made[kind] = id;
  for (const [name, value] of Object.entries(made)) content = content.replaceAll(value, `{${name}}`);
  return content;
}

const tags = (kind: string) =>
  `TagSpecification.1.ResourceType=${kind}&TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=a%26b`;
const tagSet = '<tagSet><item><key>Name</key><value>a&amp;b</value></item></tagSet>';
const arn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/n/0123456789abcdef';

const rule =
  '<trafficMirrorFilterRuleId>{tmfr}</trafficMirrorFilterRuleId><trafficMirrorFilterId>{tmf}</trafficMirrorFilterId>' +
  '<trafficDirection>egress</trafficDirection><ruleNumber>10</ruleNumber><ruleAction>reject</ruleAction><protocol>6</protocol>' +
  '<destinationPortRange><fromPort>22</fromPort><toPort>53</toPort></destinationPortRange>' +
  '<sourcePortRange><fromPort>0</fromPort><toPort>10</toPort></sourcePortRange>' +
  '<destinationCidrBlock>::/0</destinationCidrBlock><sourceCidrBlock>2001:db8::/32</sourceCidrBlock><description>d</description>';
const target =
  `<trafficMirrorTargetId>{tmt}</trafficMirrorTargetId><networkLoadBalancerArn>${arn}</networkLoadBalancerArn>` +
  `<type>network-load-balancer</type><description>d</description><ownerId>123456789012</ownerId>${tagSet}`;
const session = (fields: string) =>
  '<trafficMirrorSessionId>{tms}</trafficMirrorSessionId><trafficMirrorTargetId>{tmt}</trafficMirrorTargetId>' +
  `<trafficMirrorFilterId>{tmf}</trafficMirrorFilterId><networkInterfaceId>${demo.networkInterface(10)}</networkInterfaceId>` +
  `<ownerId>123456789012</ownerId>${fields}${tagSet}`;

test('every Traffic Mirroring and tagging action returns its document', async () => {
  expect(await ask(`Action=CreateTrafficMirrorFilter&ClientToken=t1`)).toBe(
    '<trafficMirrorFilter><trafficMirrorFilterId>{tmf}</trafficMirrorFilterId><ingressFilterRuleSet/><egressFilterRuleSet/>' +
      '<networkServiceSet/><tagSet/></trafficMirrorFilter><clientToken>t1</clientToken>',
  );
  expect(
    await ask(
      'Action=CreateTrafficMirrorFilterRule&TrafficMirrorFilterId={tmf}&TrafficDirection=egress&RuleNumber=10&RuleAction=reject' +
        '&DestinationCidrBlock=%3A%3A%2F0&SourceCidrBlock=2001%3Adb8%3A%3A%2F32&DestinationPortRange.FromPort=22&DestinationPortRange.ToPort=53' +
        `&SourcePortRange.FromPort=0&SourcePortRange.ToPort=10&Protocol=6&Description=d&ClientToken=t2&${tags('traffic-mirror-filter-rule')}`,
    ),
  ).toBe(`<trafficMirrorFilterRule>${rule}${tagSet}</trafficMirrorFilterRule><clientToken>t2</clientToken>`);
  expect(
    await ask(
      `Action=CreateTrafficMirrorTarget&NetworkLoadBalancerArn=${encodeURIComponent(arn)}&Description=d&ClientToken=t3&${tags('traffic-mirror-target')}`,
    ),
  ).toBe(`<trafficMirrorTarget>${target}</trafficMirrorTarget><clientToken>t3</clientToken>`);
  expect(
    await ask(
      `Action=CreateTrafficMirrorSession&NetworkInterfaceId=${demo.networkInterface(10)}&TrafficMirrorTargetId={tmt}&TrafficMirrorFilterId={tmf}` +
        `&SessionNumber=2&PacketLength=100&VirtualNetworkId=12345&Description=&ClientToken=t4&${tags('traffic-mirror-session')}`,
    ),
  ).toBe(
    `<trafficMirrorSession>${session('<packetLength>100</packetLength><sessionNumber>2</sessionNumber><virtualNetworkId>12345</virtualNetworkId><description></description>')}` +
      '</trafficMirrorSession><clientToken>t4</clientToken>',
  );
  expect(
    await ask(
      'Action=ModifyTrafficMirrorFilterNetworkServices&TrafficMirrorFilterId={tmf}&AddNetworkService.1=amazon-dns',
    ),
  ).toBe(
    '<trafficMirrorFilter><trafficMirrorFilterId>{tmf}</trafficMirrorFilterId><ingressFilterRuleSet/>' +
      `<egressFilterRuleSet><item>${rule}${tagSet}</item></egressFilterRuleSet>` +
      '<networkServiceSet><item>amazon-dns</item></networkServiceSet><tagSet/></trafficMirrorFilter>',
  );
  expect(
    await ask('Action=ModifyTrafficMirrorFilterRule&TrafficMirrorFilterRuleId={tmfr}&RuleNumber=10'),
  ).toBe(`<trafficMirrorFilterRule>${rule}</trafficMirrorFilterRule>`);
  const changed = session(
    '<packetLength>100</packetLength><sessionNumber>3</sessionNumber><virtualNetworkId>12345</virtualNetworkId>',
  );
  expect(
    await ask(
      'Action=ModifyTrafficMirrorSession&TrafficMirrorSessionId={tms}&SessionNumber=3&RemoveField.1=description',
    ),
  ).toBe(`<trafficMirrorSession>${changed}</trafficMirrorSession>`);

  expect(await ask('Action=DescribeTrafficMirrorSessions&TrafficMirrorSessionId.1={tms}')).toBe(
    `<trafficMirrorSessionSet><item>${changed}</item></trafficMirrorSessionSet>`,
  );
  expect(await ask('Action=DescribeTrafficMirrorTargets&TrafficMirrorTargetId.1={tmt}')).toBe(
    `<trafficMirrorTargetSet><item>${target}</item></trafficMirrorTargetSet>`,
  );
  expect(await ask('Action=DescribeTrafficMirrorFilterRules&TrafficMirrorFilterId={tmf}')).toBe(
    `<trafficMirrorFilterRuleSet><item>${rule}${tagSet}</item></trafficMirrorFilterRuleSet>`,
  );
  expect(
    await ask('Action=DescribeTrafficMirrorFilters&Filter.1.Name=description&Filter.1.Value.1=none'),
  ).toBe('<trafficMirrorFilterSet/>');
  expect(await ask('Action=DescribeTags&Filter.1.Name=resource-id&Filter.1.Value.1={tms}')).toBe(
    '<tagSet><item><key>Name</key><resourceId>{tms}</resourceId><resourceType>traffic-mirror-session</resourceType><value>a&amp;b</value></item></tagSet>',
  );
  expect(await ask('Action=CreateTags&ResourceId.1={tms}&Tag.1.Key=k&Tag.1.Value=')).toBe(
    '<return>true</return>',
  );
  expect(await ask('Action=DeleteTags&ResourceId.1={tms}')).toBe('<return>true</return>');
  expect(
    await ask(
      'Action=DescribeTrafficMirrorSessions&MaxResults=5&Filter.1.Name=owner-id&Filter.1.Value.1=123456789012',
    ),
  ).toMatch(
    /^<trafficMirrorSessionSet>(<item>.*?<\/item>)+<\/trafficMirrorSessionSet><nextToken>[\w-]+<\/nextToken>$/,
  );

  expect(await ask('Action=DeleteTrafficMirrorSession&TrafficMirrorSessionId={tms}')).toBe(
    '<trafficMirrorSessionId>{tms}</trafficMirrorSessionId>',
  );
  expect(await ask('Action=DeleteTrafficMirrorTarget&TrafficMirrorTargetId={tmt}')).toBe(
    '<trafficMirrorTargetId>{tmt}</trafficMirrorTargetId>',
  );
  expect(await ask('Action=DeleteTrafficMirrorFilterRule&TrafficMirrorFilterRuleId={tmfr}')).toBe(
    '<trafficMirrorFilterRuleId>{tmfr}</trafficMirrorFilterRuleId>',
  );
  expect(await ask('Action=DeleteTrafficMirrorFilter&TrafficMirrorFilterId={tmf}')).toBe(
    '<trafficMirrorFilterId>{tmf}</trafficMirrorFilterId>',
  );
});

test('interface targets and endpoint targets have elements of their own, and the endpoint follows the tags', async () => {
  expect(
    await ask(`Action=DescribeTrafficMirrorTargets&TrafficMirrorTargetId.1=${demo.target(1)}`),
  ).toContain(
    `<networkInterfaceId>${demo.networkInterface(8)}</networkInterfaceId><type>network-interface</type>`,
  );
  expect(
    await ask(`Action=DescribeTrafficMirrorTargets&TrafficMirrorTargetId.1=${demo.target(3)}`),
  ).toContain(
    `</tagSet><gatewayLoadBalancerEndpointId>${demo.vpcEndpoint(1)}</gatewayLoadBalancerEndpointId></item>`,
  );
});
