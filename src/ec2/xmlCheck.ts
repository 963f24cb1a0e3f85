/** Tries at the start whether the SDK lets our reader read, so that an upgrade of it can make the gateway slower, but not wrong. */
import { isDeepStrictEqual } from 'node:util';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { HttpResponse } from '@smithy/core/protocols';
import type { Logger } from '../log.ts';
import type { Ec2Action, Service } from './actions.ts';
import { createEc2Client, createLoadBalancingClient } from './clients.ts';
import type { Ec2Observer } from './observer.ts';
import { createProtocols, type Protocols, sdkProtocols } from './xmlProtocol.ts';

/**
 * How the clients read answers: with our reader, unless the SDK does not use it, or reads something else itself. The log says so, and names each
 * action once of which the SDK has to read an answer.
 *
 * @param from the SDK's.
 */
export async function openProtocols(
  observer: Pick<Ec2Observer, 'fellBack'>,
  log: Logger,
  from: Protocols = sdkProtocols,
): Promise<Protocols> {
  const named = new Set<Ec2Action>();
  const ours = createProtocols((action, isPlain) => {
    if (isPlain) return;
    observer.fellBack(action);
    if (!named.has(action))
      log.warn({ action }, 'an answer of AWS was unusual, so that reading it took longer');
    named.add(action);
  }, from);
  const open = async (service: Service) => {
    if (await isUsable(service, from)) return ours[service];
    log.error({ service }, 'the AWS SDK does not work with our reader of answers, so reading takes longer');
    return from[service];
  };
  return { ec2: await open('ec2'), elasticloadbalancing: await open('elasticloadbalancing') };
}

async function isUsable(service: Service, from: Protocols): Promise<boolean> {
  const read: boolean[] = [];
  try {
    const ours = await samples[service](createProtocols((_, isPlain) => read.push(isPlain), from));
    return isDeepStrictEqual(read, [true]) && isDeepStrictEqual(ours, await samples[service](from));
  } catch {
    return false;
  }
}

const offline = { region: 'us-east-1', credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' } };

/** Each has a client of the service read a document, without sending anything. */
const samples: Readonly<Record<Service, (protocols: Protocols) => Promise<object>>> = {
  async ec2(protocols) {
    const client = createEc2Client({ ...offline, protocols });
    const command = new DescribeInstancesCommand({});
    command.middlewareStack.add(answerWith(instances), inPlaceOfHandler);
    return client.send(command).finally(() => client.destroy());
  },
  async elasticloadbalancing(protocols) {
    const client = createLoadBalancingClient({ ...offline, protocols });
    const command = new DescribeLoadBalancersCommand({});
    command.middlewareStack.add(answerWith(loadBalancers), inPlaceOfHandler);
    return client.send(command).finally(() => client.destroy());
  },
};

const inPlaceOfHandler = { step: 'deserialize', priority: 'low' } as const;
const answerWith = (text: string) => () => async () => ({
  response: new HttpResponse({ statusCode: 200, body: Buffer.from(text) }),
  output: {} as never,
});

/** Lists in lists, text, numbers, booleans, times, and what is empty. */
const instances = `<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
  <reservationSet><item><groupSet/><instancesSet><item><instanceId>i-1</instanceId><amiLaunchIndex>0</amiLaunchIndex>
    <launchTime>2026-03-02T08:00:00.000Z</launchTime><ebsOptimized>true</ebsOptimized><clientToken></clientToken>
    <tagSet><item><key>a &amp; b</key><value/></item></tagSet></item></instancesSet></item></reservationSet>
</DescribeInstancesResponse>`;

const loadBalancers = `<?xml version="1.0" encoding="UTF-8"?>
<DescribeLoadBalancersResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeLoadBalancersResult>
  <LoadBalancers><member><LoadBalancerName>a</LoadBalancerName><CreatedTime>2026-03-02T08:00:00.000Z</CreatedTime><State><Code>active</Code></State>
    <AvailabilityZones/></member></LoadBalancers>
</DescribeLoadBalancersResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeLoadBalancersResponse>`;
