/** What every foreign client does: it makes a session with all that belongs to it, changes it, looks around and removes everything. */
import { demo } from '../support/emulatorClient.ts';
import type { Credentials, ForeignClient } from './client.ts';

const role = 'arn:aws:iam::210987654321:role/mirroring';
const networkLoadBalancerArn =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188';
const tagsFor = (ResourceType: string) => [
  { ResourceType, Tags: [{ Key: 'made by', Value: 'a+b & ü/=~*' }] },
];

/** What the client has made. */
interface Made {
  readonly filter: string;
  readonly rule: string;
  readonly target: string;
  readonly session: string;
}

/** @returns what the client has seen, with names in place of the ids of what it has made. */
export async function runScenario(client: ForeignClient): Promise<unknown> {
  const identities = await identify(client);
  const [made, created] = await create(client);
  const seen = {
    identities,
    created,
    changed: await change(client, made),
    listed: await list(client, made),
    tagged: await tag(client, made),
    neighbours: await lookAround(client),
    balancer: await findBalancer(client),
    refused: await beRefused(client, made),
    removed: await remove(client, made),
  };
  const named = Object.entries(made).reduce(
    (text, [name, id]) => text.replaceAll(id, `the ${name}`),
    JSON.stringify(seen),
  );
  return JSON.parse(named);
}

/** Who the caller is, with the key and with the temporary credentials of a role in another account. */
async function identify(client: ForeignClient) {
  const sts = 'sts';
  const identity = await client.ask({ service: sts, action: 'GetCallerIdentity', input: {} });
  const { Credentials: given } = (await client.ask({
    service: sts,
    action: 'AssumeRole',
    input: { RoleArn: role, RoleSessionName: 'foreign', ExternalId: '7c1f0d6a-example' },
  })) as { Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string } };
  const credentials: Credentials = {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
  };
  const assumed = (await client.ask({
    service: sts,
    action: 'GetCallerIdentity',
    input: {},
    credentials,
  })) as {
    Arn: string;
  };
  const inOtherAccount = await client.ask({ action: 'DescribeTrafficMirrorFilters', input: {}, credentials });
  return { identity, assumed: assumed.Arn, inOtherAccount };
}

async function create(client: ForeignClient): Promise<[Made, unknown]> {
  const filter = (await client.ask({
    action: 'CreateTrafficMirrorFilter',
    input: { Description: 'a b+c ü', TagSpecifications: tagsFor('traffic-mirror-filter') },
  })) as { TrafficMirrorFilter: { TrafficMirrorFilterId: string } };
  const { TrafficMirrorFilterId } = filter.TrafficMirrorFilter;
  const rule = (await client.ask({
    action: 'CreateTrafficMirrorFilterRule',
    input: {
      TrafficMirrorFilterId,
      TrafficDirection: 'ingress',
      RuleNumber: 10,
      RuleAction: 'accept',
      Protocol: 6,
      DestinationPortRange: { FromPort: 443, ToPort: 443 },
      SourcePortRange: { FromPort: 0, ToPort: 65_535 },
      DestinationCidrBlock: '10.0.0.0/8',
      SourceCidrBlock: '0.0.0.0/0',
      Description: 'HTTPS',
    },
  })) as { TrafficMirrorFilterRule: { TrafficMirrorFilterRuleId: string } };
  const target = (await client.ask({
    action: 'CreateTrafficMirrorTarget',
    input: { NetworkLoadBalancerArn: networkLoadBalancerArn },
  })) as { TrafficMirrorTarget: { TrafficMirrorTargetId: string } };
  const { TrafficMirrorTargetId } = target.TrafficMirrorTarget;
  const session = (await client.ask({
    action: 'CreateTrafficMirrorSession',
    input: {
      NetworkInterfaceId: demo.networkInterface(10),
      TrafficMirrorTargetId,
      TrafficMirrorFilterId,
      SessionNumber: 900,
      PacketLength: 100,
      VirtualNetworkId: 7,
      Description: 'all of it',
      TagSpecifications: tagsFor('traffic-mirror-session'),
    },
  })) as { TrafficMirrorSession: { TrafficMirrorSessionId: string } };
  const made = {
    filter: TrafficMirrorFilterId,
    rule: rule.TrafficMirrorFilterRule.TrafficMirrorFilterRuleId,
    target: TrafficMirrorTargetId,
    session: session.TrafficMirrorSession.TrafficMirrorSessionId,
  };
  return [made, { filter, rule, target, session }];
}

/** Sets, removes and adds in one request each. */
async function change(client: ForeignClient, { filter, rule, session }: Made) {
  return {
    services: await client.ask({
      action: 'ModifyTrafficMirrorFilterNetworkServices',
      input: { TrafficMirrorFilterId: filter, AddNetworkServices: ['amazon-dns'] },
    }),
    rule: await client.ask({
      action: 'ModifyTrafficMirrorFilterRule',
      input: {
        TrafficMirrorFilterRuleId: rule,
        RuleNumber: 20,
        RuleAction: 'reject',
        RemoveFields: ['destination-port-range', 'source-port-range', 'protocol', 'description'],
      },
    }),
    session: await client.ask({
      action: 'ModifyTrafficMirrorSession',
      input: {
        TrafficMirrorSessionId: session,
        SessionNumber: 901,
        RemoveFields: ['packet-length', 'description'],
      },
    }),
  };
}

async function list(client: ForeignClient, { filter, session }: Made) {
  const action = 'DescribeTrafficMirrorSessions';
  const eleven = [session, ...Array.from({ length: 10 }, (_, i) => demo.session(i + 1))];
  const pages = await client.ask({
    action,
    how: 'pages',
    input: { MaxResults: 5, Filters: [{ Name: 'traffic-mirror-session-id', Values: eleven }] },
  });
  const Filters = [
    { Name: 'session-number', Values: ['1', '901'] },
    { Name: 'tag:made by', Values: ['a+b*'] },
  ];
  return {
    pages: (pages as { TrafficMirrorSessions: unknown[] }[]).map((page) => page.TrafficMirrorSessions.length),
    byFilters: await client.ask({ action, input: { Filters, MaxResults: 5 } }),
    byId: await client.ask({
      action: 'DescribeTrafficMirrorFilters',
      input: { TrafficMirrorFilterIds: [filter] },
    }),
    nothing: await client.ask({
      action,
      input: { Filters: [{ Name: 'description', Values: ['none such'] }] },
    }),
  };
}

async function tag(client: ForeignClient, { session, target }: Made) {
  const Resources = [session, target];
  const read = () =>
    client.ask({
      action: 'DescribeTags',
      input: { Filters: [{ Name: 'resource-id', Values: Resources }] },
    });
  await client.ask({
    action: 'CreateTags',
    input: {
      Resources,
      Tags: [
        { Key: 'empty', Value: '' },
        { Key: 'team', Value: 'sécurité' },
      ],
    },
  });
  const added = await read();
  await client.ask({ action: 'DeleteTags', input: { Resources, Tags: [{ Key: 'team' }] } });
  return { added, left: await read() };
}

/** Numbers, times and structures of what is around mirroring. */
async function lookAround(client: ForeignClient) {
  const { NetworkInterfaces = [] } = (await client.ask({
    action: 'DescribeNetworkInterfaces',
    input: { NetworkInterfaceIds: [demo.networkInterface(1)] },
  })) as { NetworkInterfaces?: Record<string, unknown>[] };
  const { MacAddress, Groups, Attachment } = NetworkInterfaces[0] ?? {};
  const { AttachTime, DeviceIndex } = Attachment as Record<string, unknown>;
  const InstanceIds = [demo.instance(1)];
  await client.ask({ action: 'InstanceRunning', how: 'wait', input: { InstanceIds } });
  const { Reservations = [] } = (await client.ask({
    action: 'DescribeInstances',
    input: { InstanceIds },
  })) as {
    Reservations?: { Instances: Record<string, unknown>[] }[];
  };
  const { InstanceId, SourceDestCheck, LaunchTime, State } = Reservations[0]?.Instances[0] ?? {};
  return { MacAddress, Groups, AttachTime, DeviceIndex, InstanceId, SourceDestCheck, LaunchTime, State };
}

/** The load balancer of the target, whose API is in another form. */
async function findBalancer(client: ForeignClient) {
  const service = 'elbv2';
  const pages = (await client.ask({
    service,
    action: 'DescribeLoadBalancers',
    how: 'pages',
    input: { PageSize: 1 },
  })) as { LoadBalancers: { LoadBalancerName: string }[] }[];
  const names = pages.flatMap(({ LoadBalancers }) => LoadBalancers.map((one) => one.LoadBalancerName));
  const { Listeners = [] } = (await client.ask({
    service,
    action: 'DescribeListeners',
    input: { LoadBalancerArn: networkLoadBalancerArn },
  })) as { Listeners?: Record<string, unknown>[] };
  const { Port, Protocol } = Listeners[0] ?? {};
  const missing = { service, action: 'DescribeLoadBalancers', input: { Names: ['none-such'] } } as const;
  const credentials = { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: 'guess' };
  return {
    names: names.sort(),
    Port,
    Protocol,
    missing: await client.refusal(missing),
    unknownKey: await client.refusal({ ...missing, credentials }),
  };
}

async function beRefused(client: ForeignClient, { target, filter, session }: Made) {
  const TrafficMirrorFilterId = filter;
  const list = { action: 'DescribeTrafficMirrorSessions', input: {} };
  const known = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'guess' };
  const unknown = { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: 'guess' };
  const caller = { service: 'sts', action: 'GetCallerIdentity', input: {} } as const;
  return {
    dryRun: await client.refusal({
      action: 'DeleteTrafficMirrorFilter',
      input: { TrafficMirrorFilterId, DryRun: true },
    }),
    inUse: await client.refusal({ action: 'DeleteTrafficMirrorFilter', input: { TrafficMirrorFilterId } }),
    badTarget: await client.refusal({
      action: 'CreateTrafficMirrorTarget',
      input: { NetworkInterfaceId: 'eni-0ffffffffffffffff' },
    }),
    numberTaken: await client.refusal({
      action: 'CreateTrafficMirrorSession',
      input: {
        NetworkInterfaceId: demo.networkInterface(10),
        TrafficMirrorTargetId: target,
        TrafficMirrorFilterId,
        SessionNumber: 901,
      },
    }),
    missing: await client.refusal({
      action: 'DescribeTrafficMirrorSessions',
      input: { TrafficMirrorSessionIds: [session, 'tms-0ffffffffffffffff'] },
    }),
    wrongSecret: await client.refusal({ ...list, credentials: known }),
    unknownKey: await client.refusal({ ...list, credentials: unknown }),
    wrongSecretAtSts: await client.refusal({ ...caller, credentials: known }),
    unknownKeyAtSts: await client.refusal({ ...caller, credentials: unknown }),
  };
}

async function remove(client: ForeignClient, { filter, rule, target, session }: Made) {
  const outputs = [
    await client.ask({
      action: 'DeleteTrafficMirrorSession',
      input: { TrafficMirrorSessionId: session },
    }),
    await client.ask({
      action: 'DeleteTrafficMirrorFilterRule',
      input: { TrafficMirrorFilterRuleId: rule },
    }),
    await client.ask({ action: 'DeleteTrafficMirrorTarget', input: { TrafficMirrorTargetId: target } }),
    await client.ask({ action: 'DeleteTrafficMirrorFilter', input: { TrafficMirrorFilterId: filter } }),
  ];
  const gone = await client.refusal({
    action: 'DeleteTrafficMirrorFilter',
    input: { TrafficMirrorFilterId: filter },
  });
  return { outputs, gone };
}
