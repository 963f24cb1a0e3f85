/** What all Describe actions have in common: ids, filters, wildcards, paging, dry runs, errors. */

import {
  DescribeTrafficMirrorFilterRulesCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  type DescribeTrafficMirrorSessionsCommandInput,
  DescribeTrafficMirrorTargetsCommand,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { demo, refusal, type Subject, startSubject } from '../support/emulatorClient.ts';

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
});

const sessions = (input: DescribeTrafficMirrorSessionsCommandInput) =>
  subject.ec2.send(new DescribeTrafficMirrorSessionsCommand(input));

/** The numbers of the demo sessions that match a filter. */
async function sessionsWhere(Name: string, ...Values: string[]): Promise<number[]> {
  const { TrafficMirrorSessions = [] } = await sessions({ Filters: [{ Name, Values }] });
  return TrafficMirrorSessions.map(({ TrafficMirrorSessionId }) => Number(TrafficMirrorSessionId?.slice(-4)));
}

describe('serialization', () => {
  test('a session has all its fields, as SDK types', async () => {
    const { TrafficMirrorSessions } = await sessions({ TrafficMirrorSessionIds: [demo.session(2)] });
    expect(TrafficMirrorSessions).toEqual([
      {
        TrafficMirrorSessionId: demo.session(2),
        TrafficMirrorTargetId: demo.target(2),
        TrafficMirrorFilterId: demo.filter(2),
        NetworkInterfaceId: demo.networkInterface(1),
        OwnerId: '123456789012',
        PacketLength: 8500,
        SessionNumber: 2,
        VirtualNetworkId: 4_211_002,
        Description: 'Web part of the API to the fleet',
        Tags: [
          { Key: 'Name', Value: 'api-1-web' },
          { Key: 'team', Value: 'platform' },
          { Key: 'env', Value: 'prod' },
        ],
      },
    ]);
  });

  test('an unset field is absent, and an empty set is an empty list', async () => {
    const { TrafficMirrorFilters } = await subject.ec2.send(
      new DescribeTrafficMirrorFiltersCommand({ TrafficMirrorFilterIds: [demo.filter(4)] }),
    );
    expect(TrafficMirrorFilters?.[0]).toMatchObject({
      IngressFilterRules: [],
      EgressFilterRules: [],
      NetworkServices: [],
    });
    expect(TrafficMirrorFilters?.[0]).not.toHaveProperty('Description');
  });

  test('a filter has its rules per direction, in order of evaluation', async () => {
    const { TrafficMirrorFilters } = await subject.ec2.send(
      new DescribeTrafficMirrorFiltersCommand({ TrafficMirrorFilterIds: [demo.filter(2)] }),
    );
    expect(TrafficMirrorFilters?.[0]?.IngressFilterRules?.map(({ RuleNumber }) => RuleNumber)).toEqual([
      10, 20, 30,
    ]);
    expect(TrafficMirrorFilters?.[0]?.EgressFilterRules).toEqual([
      {
        TrafficMirrorFilterRuleId: demo.rule(6),
        TrafficMirrorFilterId: demo.filter(2),
        TrafficDirection: 'egress',
        RuleNumber: 20,
        RuleAction: 'accept',
        Protocol: 6,
        SourcePortRange: { FromPort: 443, ToPort: 443 },
        DestinationCidrBlock: '0.0.0.0/0',
        SourceCidrBlock: '0.0.0.0/0',
        Description: 'HTTPS answers',
        Tags: [],
      },
    ]);
  });

  test('a target has only the reference of its own type', async () => {
    const { TrafficMirrorTargets = [] } = await subject.ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
    const [eni, nlb, gwlb] = TrafficMirrorTargets;
    expect(eni).toMatchObject({ Type: 'network-interface', NetworkInterfaceId: demo.networkInterface(8) });
    expect(eni).not.toHaveProperty('NetworkLoadBalancerArn');
    expect(nlb).toMatchObject({
      Type: 'network-load-balancer',
      NetworkLoadBalancerArn:
        'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188',
    });
    expect(gwlb).toMatchObject({
      Type: 'gateway-load-balancer-endpoint',
      GatewayLoadBalancerEndpointId: demo.vpcEndpoint(1),
    });
  });

  test('the request id is in the header that the SDK reads it from', async () => {
    const { $metadata } = await sessions({});
    expect($metadata.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  test('the last page has no NextToken at all', async () => {
    expect(await sessions({})).not.toHaveProperty('NextToken');
  });
});

describe('validation', () => {
  test.each([
    [4, 'Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.'],
    [
      1001,
      'Value ( 1001 ) for parameter maxResults is invalid. Expecting a value less than or equal to 1000.',
    ],
  ])('MaxResults %i is rejected', async (MaxResults, message) => {
    expect(await refusal(sessions({ MaxResults }))).toEqual({
      code: 'InvalidParameterValue',
      status: 400,
      message,
    });
  });

  test('one unknown id fails the whole call, with the code of its kind', async () => {
    const unknown = 'tms-0ffffffffffffffff';
    expect(await refusal(sessions({ TrafficMirrorSessionIds: [demo.session(1), unknown] }))).toEqual({
      code: 'InvalidTrafficMirrorSessionId.NotFound',
      status: 400,
      message: `The traffic mirror session ID '${unknown}' does not exist`,
    });
    const { ec2 } = subject;
    const codes = await Promise.all([
      refusal(
        ec2.send(
          new DescribeTrafficMirrorTargetsCommand({ TrafficMirrorTargetIds: ['tmt-0ffffffffffffffff'] }),
        ),
      ),
      refusal(
        ec2.send(
          new DescribeTrafficMirrorFiltersCommand({ TrafficMirrorFilterIds: ['tmf-0ffffffffffffffff'] }),
        ),
      ),
      refusal(
        ec2.send(
          new DescribeTrafficMirrorFilterRulesCommand({
            TrafficMirrorFilterRuleIds: ['tmfr-0ffffffffffffffff'],
          }),
        ),
      ),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([
      'InvalidTrafficMirrorTargetId.NotFound',
      'InvalidTrafficMirrorFilterId.NotFound',
      'InvalidTrafficMirrorFilterRuleId.NotFound',
    ]);
  });

  test.each(['tms-', 'tms-xyz', 'tmt-0a1b2c3d4e5f60001', 'TMS-0a1b2c3d4e5f60001', ''])(
    'the id "%s" is malformed',
    async (id) => {
      expect(await refusal(sessions({ TrafficMirrorSessionIds: [id] }))).toMatchObject({
        code: 'InvalidParameterValue',
        message: `Invalid id: "${id}" (expecting "tms-...")`,
      });
    },
  );

  test('an unknown filter is rejected by name', async () => {
    expect(await refusal(sessions({ Filters: [{ Name: 'colour', Values: ['red'] }] }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: "The filter 'colour' is invalid",
    });
  });

  test('200 filter values are accepted, 201 are not', async () => {
    const values = (count: number) => Array.from({ length: count }, (_, i) => String(i));
    await sessions({ Filters: [{ Name: 'session-number', Values: values(200) }] });
    expect(
      await refusal(sessions({ Filters: [{ Name: 'session-number', Values: values(201) }] })),
    ).toMatchObject({
      code: 'FilterLimitExceeded',
    });
  });

  test('50 filters are accepted, 51 are not', async () => {
    const filters = (count: number) =>
      Array.from({ length: count }, () => ({ Name: 'session-number', Values: ['1'] }));
    expect((await sessions({ Filters: filters(50) })).TrafficMirrorSessions).not.toHaveLength(0);
    expect(await refusal(sessions({ Filters: filters(51) }))).toMatchObject({ code: 'FilterLimitExceeded' });
  });

  test('a filter value of 255 characters is accepted, one of 256 is not', async () => {
    // A character outside of the basic plane counts once.
    expect(await sessionsWhere('description', '\u{1f50e}'.repeat(255))).toEqual([]);
    const tooLong = sessions({ Filters: [{ Name: 'description', Values: ['x'.repeat(256)] }] });
    expect(await refusal(tooLong)).toMatchObject({ code: 'InvalidParameterValue' });
  });

  test.each([
    'junk',
    'eyJhIjoxfQ',
    Buffer.from('["trafficMirrorTargetSet",1,5,[],[],[]]').toString('base64url'),
  ])('the token "%s", which is not from this action, is rejected', async (NextToken) => {
    expect(await refusal(sessions({ NextToken }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Unable to parse pagination token',
    });
  });

  test('a dry run fails with DryRunOperation and status 412', async () => {
    expect(await refusal(sessions({ DryRun: true }))).toEqual({
      code: 'DryRunOperation',
      status: 412,
      message: 'Request would have succeeded, but DryRun flag is set.',
    });
  });

  test('a denied action fails with UnauthorizedOperation and status 403, as does its dry run', async () => {
    subject.emulator.deny('DescribeTrafficMirrorSessions');
    const denials = await Promise.all([refusal(sessions({})), refusal(sessions({ DryRun: true }))]);
    subject.emulator.allow('DescribeTrafficMirrorSessions');
    for (const denial of denials)
      expect(denial).toMatchObject({ code: 'UnauthorizedOperation', status: 403 });
    expect((await sessions({})).TrafficMirrorSessions).toHaveLength(10);
  });
});

describe('behaviour', () => {
  test.each<[string, string[], number[]]>([
    ['description', ['Storefront'], [5, 7]],
    ['network-interface-id', [demo.networkInterface(1)], [1, 2, 3]],
    ['owner-id', ['123456789012'], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['owner-id', ['210987654321'], []],
    ['packet-length', ['8500', '128'], [2, 5, 6, 7, 10]],
    ['session-number', ['10'], [6]],
    ['traffic-mirror-filter-id', [demo.filter(3)], [3, 9]],
    ['traffic-mirror-session-id', [demo.session(4), demo.session(2), 'tms-0ffffffffffffffff'], [2, 4]],
    ['traffic-mirror-target-id', [demo.target(3), demo.target(4)], [3, 8]],
    ['virtual-network-id', ['4211009'], [9]],
    ['tag:team', ['orders'], [3, 9]],
    ['tag-key', ['team'], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['tag-key', ['nobody'], []],
  ])('filter %s = %j', async (name, values, expected) => {
    expect(await sessionsWhere(name, ...values)).toEqual(expected);
  });

  test.each<[string, number[]]>([
    ['API*', [1, 4]],
    ['*to the*', [1, 2, 4]],
    ['?torefront', [5, 7]],
    ['storefront', []],
    ['*', [1, 2, 4, 5, 6, 7, 8, 10]],
    ['Storefront\\*', []],
    ['\\Storefront', [5, 7]],
    ['Head*case 104?', [6]],
  ])('description matches the pattern %s', async (pattern, expected) => {
    expect(await sessionsWhere('description', pattern)).toEqual(expected);
  });

  test('any value of a filter may match, but every filter must', async () => {
    const { TrafficMirrorSessions } = await sessions({
      Filters: [
        { Name: 'session-number', Values: ['1', '2'] },
        { Name: 'tag:env', Values: ['prod'] },
        { Name: 'traffic-mirror-target-id', Values: [demo.target(2)] },
      ],
    });
    expect(TrafficMirrorSessions?.map((one) => one.TrafficMirrorSessionId)).toEqual([
      demo.session(2),
      demo.session(5),
      demo.session(7),
    ]);
  });

  test('a filter without values matches nothing', async () => {
    expect(await sessionsWhere('description')).toEqual([]);
  });

  test('ids and filters must both match, and the order is that of creation', async () => {
    const { TrafficMirrorSessions } = await sessions({
      TrafficMirrorSessionIds: [demo.session(7), demo.session(5), demo.session(5), demo.session(1)],
      Filters: [{ Name: 'description', Values: ['Storefront'] }],
    });
    expect(TrafficMirrorSessions?.map((one) => one.TrafficMirrorSessionId)).toEqual([
      demo.session(5),
      demo.session(7),
    ]);
  });

  test.each([5, 6, 9, 10, 1000])('pages of %i return every session once', async (MaxResults) => {
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await sessions({ MaxResults, NextToken });
      expect(page.TrafficMirrorSessions?.length).toBeLessThanOrEqual(MaxResults);
      seen.push(...(page.TrafficMirrorSessions ?? []).map((one) => one.TrafficMirrorSessionId));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => demo.session(i + 1)));
  });

  test('a token alone continues the query, with its filters and page size', async () => {
    const first = await sessions({ MaxResults: 5, Filters: [{ Name: 'tag:env', Values: ['prod'] }] });
    const second = await sessions({ NextToken: first.NextToken });
    expect(second.TrafficMirrorSessions?.map((one) => one.TrafficMirrorSessionId)).toEqual(
      [6, 7, 8, 9].map(demo.session),
    );
    expect(second).not.toHaveProperty('NextToken');
  });

  test('listing the rules of an unknown filter is NotFound', async () => {
    const command = new DescribeTrafficMirrorFilterRulesCommand({
      TrafficMirrorFilterId: 'tmf-0ffffffffffffffff',
    });
    expect(await refusal(subject.ec2.send(command))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterId.NotFound',
    });
  });

  test('the rules of a filter are found by parameter and by filter', async () => {
    const ofFilter = await subject.ec2.send(
      new DescribeTrafficMirrorFilterRulesCommand({ TrafficMirrorFilterId: demo.filter(2) }),
    );
    const where = await subject.ec2.send(
      new DescribeTrafficMirrorFilterRulesCommand({
        Filters: [{ Name: 'traffic-mirror-filter-id', Values: [demo.filter(2)] }],
      }),
    );
    expect(ofFilter.TrafficMirrorFilterRules).toHaveLength(4);
    expect(where.TrafficMirrorFilterRules).toEqual(ofFilter.TrafficMirrorFilterRules);
  });
});
