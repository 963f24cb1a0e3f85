/** What every foreign client must have seen after the scenario. */
const ownerId = '123456789012';
const tags = { Tags: [{ Key: 'made by', Value: 'a+b & ü/=~*' }] };
const filter = { TrafficMirrorFilterId: 'the filter', Description: 'a b+c ü', ...tags };
const target = {
  TrafficMirrorTargetId: 'the target',
  NetworkLoadBalancerArn:
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188',
  Type: 'network-load-balancer',
  OwnerId: ownerId,
};
const bareRule = {
  TrafficMirrorFilterRuleId: 'the rule',
  TrafficMirrorFilterId: 'the filter',
  TrafficDirection: 'ingress',
  DestinationCidrBlock: '10.0.0.0/8',
  SourceCidrBlock: '0.0.0.0/0',
};
const createdRule = {
  ...bareRule,
  RuleNumber: 10,
  RuleAction: 'accept',
  Protocol: 6,
  DestinationPortRange: { FromPort: 443, ToPort: 443 },
  SourcePortRange: { FromPort: 0, ToPort: 65_535 },
  Description: 'HTTPS',
};
const changedRule = { ...bareRule, RuleNumber: 20, RuleAction: 'reject' };
const bareSession = {
  TrafficMirrorSessionId: 'the session',
  TrafficMirrorTargetId: 'the target',
  TrafficMirrorFilterId: 'the filter',
  NetworkInterfaceId: 'eni-0e5f6a7b8c9d00010',
  OwnerId: ownerId,
  VirtualNetworkId: 7,
  ...tags,
};
const createdSession = { ...bareSession, SessionNumber: 900, PacketLength: 100, Description: 'all of it' };
/** 8500 is the default with a load balancer. */
const changedSession = { ...bareSession, SessionNumber: 901, PacketLength: 8500 };

const identities = {
  identity: { Account: ownerId, Arn: 'arn:aws:iam::123456789012:user/alice', UserId: ownerId },
  assumed: 'arn:aws:sts::210987654321:assumed-role/mirroring/foreign',
  inOtherAccount: {},
};

const tagOf = (resource: 'target' | 'session', Key: string, Value: string) => ({
  ResourceId: `the ${resource}`,
  ResourceType: `traffic-mirror-${resource}`,
  Key,
  Value,
});
const madeBy = tagOf('session', 'made by', 'a+b & ü/=~*');
const tagged = {
  added: {
    Tags: [
      tagOf('target', 'empty', ''),
      tagOf('target', 'team', 'sécurité'),
      madeBy,
      tagOf('session', 'empty', ''),
      tagOf('session', 'team', 'sécurité'),
    ],
  },
  left: { Tags: [tagOf('target', 'empty', ''), madeBy, tagOf('session', 'empty', '')] },
};

const neighbours = {
  MacAddress: '02:42:6d:80:b5:0e',
  Groups: [{ GroupId: 'sg-01a2b3c4d5e6f0001', GroupName: 'default' }],
  InstanceId: 'i-0f6a7b8c9d0e10001',
  SourceDestCheck: true,
  AttachTime: '2026-03-02T08:00:00.000Z',
  DeviceIndex: 0,
  LaunchTime: '2026-03-02T08:00:00.000Z',
  State: { Code: 16, Name: 'running' },
};

/** How clients differ in what they show. */
export interface Habits {
  /** How many sessions are in each page. */
  readonly pages?: readonly number[];
  /** Whether the HTTP status of an error is shown. */
  readonly showsStatus?: boolean;
  /** Whether the dot in the code of an error is shown. */
  readonly showsDots?: boolean;
}

export function expectedWith({
  pages = [5, 5, 1],
  showsStatus = true,
  showsDots = true,
}: Habits = {}): unknown {
  const refusal = (code: string, status = 400) => ({
    code: showsDots ? code : code.replace('.', ''),
    ...(showsStatus && { status }),
  });
  return {
    identities,
    created: {
      filter: { TrafficMirrorFilter: filter },
      rule: { TrafficMirrorFilterRule: createdRule },
      target: { TrafficMirrorTarget: target },
      session: { TrafficMirrorSession: createdSession },
    },
    changed: {
      services: {
        TrafficMirrorFilter: {
          ...filter,
          IngressFilterRules: [createdRule],
          NetworkServices: ['amazon-dns'],
        },
      },
      rule: { TrafficMirrorFilterRule: changedRule },
      session: { TrafficMirrorSession: changedSession },
    },
    listed: {
      pages,
      byFilters: { TrafficMirrorSessions: [changedSession] },
      byId: {
        TrafficMirrorFilters: [
          { ...filter, IngressFilterRules: [changedRule], NetworkServices: ['amazon-dns'] },
        ],
      },
      nothing: {},
    },
    tagged,
    neighbours,
    balancer: {
      names: ['prod-sensors', 'staging-sensors'],
      Port: 4789,
      Protocol: 'UDP',
      missing: refusal('LoadBalancerNotFound'),
      unknownKey: refusal('InvalidClientTokenId', 403),
    },
    refused: {
      dryRun: refusal('DryRunOperation', 412),
      inUse: refusal('TrafficMirrorFilterInUse'),
      badTarget: refusal('InvalidTrafficMirrorTarget'),
      numberTaken: refusal('InvalidParameterValue'),
      missing: refusal('InvalidTrafficMirrorSessionId.NotFound'),
      wrongSecret: refusal('AuthFailure', 401),
      unknownKey: refusal('AuthFailure', 401),
      wrongSecretAtSts: refusal('SignatureDoesNotMatch', 403),
      unknownKeyAtSts: refusal('InvalidClientTokenId', 403),
    },
    removed: {
      outputs: [
        { TrafficMirrorSessionId: 'the session' },
        { TrafficMirrorFilterRuleId: 'the rule' },
        { TrafficMirrorTargetId: 'the target' },
        { TrafficMirrorFilterId: 'the filter' },
      ],
      gone: refusal('InvalidTrafficMirrorFilterId.NotFound'),
    },
  };
}
