/** The dialect of Elastic Load Balancing: documents, errors, and what else a request meets on the way. Embedded EC2 only. */
import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator, EmulatorOptions } from '../support/emulator.ts';
import { startSubject } from '../support/emulatorClient.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';
import { balancingClientOf, balancingRefusal, demoArns } from '../support/loadBalancingClient.ts';
import { credentialsIn, element, role, startTwoAccounts } from './twoAccounts.ts';

const { balancer, listener, group } = demoArns;
let emulator: Emulator;
let elb: ElasticLoadBalancingV2Client;
async function start(options: EmulatorOptions = {}): Promise<void> {
  ({ emulator } = await startSubject(options));
  elb = balancingClientOf(emulator.url);
}
beforeEach(() => start());

const service = 'elasticloadbalancing';
const version = 'Version=2015-12-01';
const headers = shapeOnly('us-east-1', 'AKIDEXAMPLE', service);
const post = (body: string, more = headers) => send(emulator.url, { headers: more, body });
const code = (body: string) => element(body, 'Code');
const balancers = async (input = {}) =>
  (await elb.send(new DescribeLoadBalancersCommand(input))).LoadBalancers?.map((one) => one.LoadBalancerName);
const both = ['prod-sensors', 'staging-sensors'];
const namespace = 'xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

describe('documents', () => {
  test('an answer, character by character', async () => {
    const answer = await post(`Action=DescribeTags&${version}&ResourceArns.member.1=${group}`);
    expect(answer.body).toBe(
      `${declaration}<DescribeTagsResponse ${namespace}><DescribeTagsResult><TagDescriptions><member>` +
        `<ResourceArn>${group}</ResourceArn><Tags/></member></TagDescriptions></DescribeTagsResult>` +
        `<ResponseMetadata><RequestId>${answer.headers['x-amzn-requestid']}</RequestId></ResponseMetadata></DescribeTagsResponse>`,
    );
  });

  test('an error, character by character', async () => {
    const answer = await post(
      `Action=DescribeLoadBalancers&${version}&Names.member.1=nobody&Names.member.2=me`,
    );
    expect(answer.status).toBe(400);
    expect(answer.body).toBe(
      `${declaration}<ErrorResponse ${namespace}><Error><Type>Sender</Type><Code>LoadBalancerNotFound</Code>` +
        "<Message>Load balancers '[nobody, me]' not found</Message></Error>" +
        `<RequestId>${answer.headers['x-amzn-requestid']}</RequestId></ErrorResponse>`,
    );
  });

  test('an action without a result has an empty one', async () => {
    const answer = await post(`Action=DeleteListener&${version}&ListenerArn=${listener}`);
    expect(answer.body).toContain('<DeleteListenerResult/>');
  });

  test('the service of the signature decides whose action it is', async () => {
    const ofEc2 = await post('Action=DescribeTags&Version=2016-11-15&MaxResults=5', shapeOnly());
    expect([ofEc2.status, ofEc2.body.includes('<tagSet>')]).toEqual([200, true]);
    const asEc2 = await post(`Action=DescribeLoadBalancers&${version}`, shapeOnly());
    expect([asEc2.status, code(asEc2.body)]).toEqual([400, 'InvalidAction']);
    expect(asEc2.body).toContain('<Errors>');
  });
});

describe('requests', () => {
  test.each<[string, string, number, string]>([
    ['a typo in the action', `Action=DescribeLoadBalancer&${version}`, 400, 'InvalidAction'],
    ['an action of EC2', `Action=DescribeVpcs&${version}`, 400, 'InvalidAction'],
    ['a property of objects', `Action=constructor&${version}`, 400, 'InvalidAction'],
    ['an action that only AWS has', `Action=ModifyListener&${version}`, 400, 'UnsupportedOperation'],
    ['the classic version', 'Action=DescribeLoadBalancers&Version=2012-06-01', 400, 'InvalidAction'],
    ['no version', 'Action=DescribeLoadBalancers', 400, 'ValidationError'],
    ['an unknown parameter', `Action=DescribeLoadBalancers&${version}&Colour=red`, 400, 'ValidationError'],
    ['a list as EC2 has it', `Action=DescribeLoadBalancers&${version}&Names.1=x`, 400, 'ValidationError'],
    ['a list without numbers', `Action=DescribeLoadBalancers&${version}&Names=x`, 400, 'ValidationError'],
    ['a page of 0', `Action=DescribeLoadBalancers&${version}&PageSize=0`, 400, 'ValidationError'],
    ['a page of 401', `Action=DescribeLoadBalancers&${version}&PageSize=401`, 400, 'ValidationError'],
    ['a made-up marker', `Action=DescribeLoadBalancers&${version}&Marker=eA`, 400, 'ValidationError'],
    ['no listener', `Action=DescribeListeners&${version}`, 400, 'ValidationError'],
    ['an empty list of tags', `Action=DescribeTags&${version}&ResourceArns=`, 400, 'ValidationError'],
    [
      'a malformed ARN',
      `Action=DescribeListeners&${version}&LoadBalancerArn=${listener}`,
      400,
      'ValidationError',
    ],
    [
      'two ways to ask',
      `Action=DescribeTargetGroups&${version}&LoadBalancerArn=${balancer}&Names.member.1=x`,
      400,
      'ValidationError',
    ],
    [
      'a listener that is not there',
      `Action=DescribeListeners&${version}&ListenerArns.member.1=${listener.slice(0, -1)}0`,
      400,
      'ListenerNotFound',
    ],
    [
      'more than 20 ARNs',
      `Action=DescribeTags&${version}${Array.from({ length: 21 }, (_, i) => `&ResourceArns.member.${i + 1}=${group}`).join('')}`,
      400,
      'ValidationError',
    ],
  ])('%s is refused', async (_name, body, status, expected) => {
    const answer = await post(body);
    expect([answer.status, code(answer.body)]).toEqual([status, expected]);
    expect(answer.body).toContain(`<ErrorResponse ${namespace}>`);
  });

  test('an empty list is one that is not there', async () => {
    expect(await balancers({ Names: [], LoadBalancerArns: [] })).toEqual(both);
    const answer = await post(`Action=DescribeLoadBalancers&${version}&Names=&Marker=`);
    expect(answer.body.match(/<LoadBalancerName>/g)).toHaveLength(2);
  });

  test('a listener may forward by its longest parameter name', async () => {
    const forward = 'DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn';
    const action = `DefaultActions.member.1.Type=forward&${forward}=${group}`;
    const answer = await post(
      `Action=CreateListener&${version}&LoadBalancerArn=${balancer}&Protocol=UDP&Port=4790&${action}`,
    );
    expect([answer.status, element(answer.body, 'Port')]).toEqual([200, '4790']);
  });

  test('an unsigned request and one for an unknown Region are refused in its words', async () => {
    const body = `Action=DescribeLoadBalancers&${version}`;
    const elsewhere = await post(body, shapeOnly('mars-1', 'AKIDEXAMPLE', service));
    expect([elsewhere.status, code(elsewhere.body)]).toEqual([403, 'SignatureDoesNotMatch']);
    const short = { ...headers, authorization: headers.authorization.slice(0, -1) };
    const malformed = await post(body, short);
    expect([malformed.status, code(malformed.body)]).toEqual([400, 'IncompleteSignature']);
    expect(malformed.body).toContain(`<ErrorResponse ${namespace}>`);
  });
});

describe('what tests set and count', () => {
  test('calls and the log have the action, with its service where EC2 has one of that name', async () => {
    await balancers({ Names: ['prod-sensors'] });
    await elb.send(new DescribeTagsCommand({ ResourceArns: [group] }));
    expect([...emulator.calls]).toEqual([
      ['DescribeLoadBalancers', 1],
      ['elasticloadbalancing:DescribeTags', 1],
    ]);
    expect(emulator.requests.map(({ action, params }) => [action, params])).toEqual([
      ['DescribeLoadBalancers', { 'Names.member.1': 'prod-sensors' }],
      ['elasticloadbalancing:DescribeTags', { 'ResourceArns.member.1': group }],
    ]);
  });

  test('a denied action is AccessDenied, and the action of EC2 with its name is not', async () => {
    emulator.deny('elasticloadbalancing:DescribeTags');
    emulator.deny('DescribeLoadBalancers');
    expect(await balancingRefusal(balancers())).toEqual({
      code: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:iam::123456789012:root is not authorized to perform: elasticloadbalancing:DescribeLoadBalancers',
    });
    const tags = () => elb.send(new DescribeTagsCommand({ ResourceArns: [group] }));
    expect(await balancingRefusal(tags())).toMatchObject({ code: 'AccessDenied' });
    expect((await post('Action=DescribeTags&Version=2016-11-15', shapeOnly())).status).toBe(200);
    emulator.deny('DescribeTags');
    expect((await post('Action=DescribeTags&Version=2016-11-15', shapeOnly())).status).toBe(403);
    // Both names are the action's.
    emulator.allow('elasticloadbalancing:DescribeLoadBalancers');
    emulator.allow('elasticloadbalancing:DescribeTags');
    expect(await balancers()).toEqual(both);
    expect((await tags()).TagDescriptions).toHaveLength(1);
  });

  test.each([
    'elasticloadbalancing:DescribeVpcs',
    'elb:DescribeLoadBalancers',
    'DescribeLoadBalancer',
    'constructor',
  ])('the misspelled action %s throws', (name) => {
    expect(() => emulator.deny(name)).toThrow(RangeError);
  });

  test('a scripted error is sent as it is, even if EC2 has it', async () => {
    emulator.faults('DescribeLoadBalancers', [
      { error: { code: 'Throttling', message: 'Rate exceeded' } },
      { error: { code: 'RequestLimitExceeded' } },
    ]);
    expect(await balancingRefusal(balancers())).toMatchObject({ code: 'Throttling', status: 400 });
    expect(await balancingRefusal(balancers())).toMatchObject({ code: 'RequestLimitExceeded', status: 503 });
    emulator.faults('DescribeLoadBalancers', [{ error: { code: 'Throttling', message: 'Rate exceeded' } }]);
    const patient = balancingClientOf(emulator.url, { maxAttempts: 3 });
    expect((await patient.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toHaveLength(2);
  });

  test('a list can be stale, in another order, with an item that was not asked for, and without an end', async () => {
    emulator.faults('DescribeListeners', [{ stale: true }]);
    await elb.send(new DeleteListenerCommand({ ListenerArn: listener }));
    const listeners = async () =>
      (await elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }))).Listeners?.length;
    expect([await listeners(), await listeners()]).toEqual([1, 0]);
    emulator.faults('DescribeLoadBalancers', [{ items: 'reverse' }, { items: 'unasked' }]);
    expect(await balancers()).toEqual([...both].reverse());
    expect(await balancers({ Names: ['prod-sensors'] })).toEqual([...both].reverse());
    emulator.faults('DescribeLoadBalancers', [{ repeatNextToken: true, times: 2 }]);
    const first = await elb.send(new DescribeLoadBalancersCommand({ PageSize: 1 }));
    expect(first.NextMarker).toBeDefined();
    const { NextMarker } = await elb.send(
      new DescribeLoadBalancersCommand({ PageSize: 1, Marker: first.NextMarker }),
    );
    expect(NextMarker).toBe(first.NextMarker);
  });

  test('a connection that is reset after a change has made it', async () => {
    emulator.faults('DeleteListener', [{ reset: 'after' }]);
    await expect(elb.send(new DeleteListenerCommand({ ListenerArn: listener }))).rejects.toThrow();
    const left = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }));
    expect(left.Listeners).toEqual([]);
  });

  test('throttling is its own, with its own code', async () => {
    await start({ throttle: { describe: { capacity: 1, refillPerSecond: 0 } } });
    expect((await post('Action=DescribeTags&Version=2016-11-15&MaxResults=5', shapeOnly())).status).toBe(200);
    await elb.send(new DescribeTagsCommand({ ResourceArns: [group] }));
    const again = elb.send(new DescribeTagsCommand({ ResourceArns: [group] }));
    expect(await balancingRefusal(again)).toEqual({
      code: 'Throttling',
      status: 400,
      message: 'Rate exceeded',
    });
  });
});

test('the paginator of the SDK reads all pages', async () => {
  await start({ seed: 'large:1000' });
  const names: (string | undefined)[] = [];
  for await (const page of paginateDescribeLoadBalancers({ client: elb, pageSize: 3 }, {}))
    names.push(...(page.LoadBalancers ?? []).map((one) => one.LoadBalancerName));
  expect(names).toEqual(Array.from({ length: 10 }, (_, i) => `sensors-${i + 1}`));
});

describe('session policies', () => {
  async function limitedTo(...actions: string[]) {
    const accounts = await startTwoAccounts();
    const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
    const policy = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
    const { body } = await accounts.sts(
      `Action=AssumeRole&ExternalId=x-1&RoleArn=${encodeURIComponent(role)}&RoleSessionName=gateway&Policy=${policy}`,
    );
    return balancingClientOf(accounts.emulator.url, credentialsIn(body));
  }

  test('allow the actions that they name, and tags need one of their own', async () => {
    const reader = await limitedTo('elasticloadbalancing:Describe*', 'ec2:*');
    expect((await reader.send(new DescribeTargetGroupsCommand({}))).TargetGroups).toEqual([]);
    const create = (Tags: { Key: string }[] | undefined) =>
      new CreateListenerCommand({
        LoadBalancerArn: balancer,
        Protocol: 'UDP',
        Port: 1,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
        Tags,
      });
    const refused = { code: 'AccessDenied', status: 403 };
    expect(await balancingRefusal(reader.send(create(undefined)))).toMatchObject(refused);
    const writer = await limitedTo('elasticloadbalancing:CreateListener');
    expect(await balancingRefusal(writer.send(create(undefined)))).toMatchObject({
      code: 'LoadBalancerNotFound',
    });
    expect(await balancingRefusal(writer.send(create([{ Key: 'Name' }])))).toMatchObject(refused);
  });
});
