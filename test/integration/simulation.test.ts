/** What happens to a packet, asked through the API: who takes it, how the copy looks, and what each answer reads. */
import { CreateTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const document = `query ($packet: TrafficMirrorPacketInput!, $scope: AwsScopeInput) {
  simulateTrafficMirror(packet: $packet, scope: $scope) {
    verdict message session { trafficMirrorSessionId } rule { ruleNumber filter { trafficMirrorFilterId } } virtualNetworkId
    outerSourceAddress outerDestinationAddresses bytesCopied isTruncated
    trace { session { sessionNumber } outcome rule { ruleNumber } } assumptions
  }
}`;
interface Simulated {
  readonly verdict: string;
  readonly message: string;
  readonly session: { readonly trafficMirrorSessionId: string } | null;
  readonly outerSourceAddress: string | null;
  readonly outerDestinationAddresses: readonly string[];
  readonly bytesCopied: number | null;
  readonly isTruncated: boolean | null;
  readonly trace: readonly {
    readonly session: { readonly sessionNumber: number };
    readonly outcome: string;
  }[];
  readonly assumptions: readonly string[];
}
interface Answer {
  readonly simulateTrafficMirror: Simulated | null;
}

/** To the interface of prod-api-1. */
const https = {
  networkInterfaceId: networkInterfaceId(1),
  direction: 'INGRESS',
  protocol: 6,
  sourceAddress: '198.51.100.7',
  destinationAddress: '10.20.1.11',
  sourcePort: 40_000,
  destinationPort: 443,
};
/** From the same interface to a DNS server. */
const query = (server: string, more: object = {}) => ({
  ...https,
  direction: 'EGRESS',
  protocol: 17,
  sourceAddress: server.includes(':') ? '2001:db8::10' : '10.20.1.11',
  destinationAddress: server,
  destinationPort: 53,
  ...more,
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => gateway.emulator.resetCalls());

async function simulate(packet: object, of: TestGateway = gateway): Promise<Simulated> {
  const { simulateTrafficMirror } = await of.query<Answer>(document, { packet });
  if (simulateTrafficMirror === null) throw new Error('there is an interface');
  return simulateTrafficMirror;
}
const saying = ({ trace }: Simulated) =>
  trace.map(({ session, outcome }) => [session.sessionNumber, outcome]);
const nobodyAsked = [1, 2, 3].map((number) => [number, 'NOT_ASKED']);

describe('in the demo estate', () => {
  test('a packet to port 443 is taken by the first session, and the others are not asked', async () => {
    expect(await simulate(https)).toEqual({
      verdict: 'MIRRORED',
      message: `Mirrored by session 1 (${sessionId(1)}): rule 100 of ${filterId(1)} accepts it.`,
      session: { trafficMirrorSessionId: sessionId(1) },
      rule: { ruleNumber: 100, filter: { trafficMirrorFilterId: filterId(1) } },
      virtualNetworkId: 4_211_001,
      outerSourceAddress: '10.20.1.11',
      outerDestinationAddresses: ['10.20.1.18'],
      bytesCopied: 1_514,
      isTruncated: false,
      trace: [
        { session: { sessionNumber: 1 }, outcome: 'ACCEPTED_BY_RULE', rule: { ruleNumber: 100 } },
        { session: { sessionNumber: 2 }, outcome: 'NOT_ASKED', rule: null },
        { session: { sessionNumber: 3 }, outcome: 'NOT_ASKED', rule: null },
      ],
      assumptions: ['INBOUND_WAS_ADMITTED', 'RECEIVER_MTU_9001'],
    });
  });

  test('a packet that no filter accepts is not mirrored', async () => {
    const over6 = { sourceAddress: '2001:db8::7', destinationAddress: '2001:db8:20::11' };
    const answer = await simulate({ ...https, ...over6 });
    expect(answer).toMatchObject({ verdict: 'NOT_MIRRORED', session: null, bytesCopied: null });
    expect(saying(answer)).toEqual([
      [1, 'NO_RULE_MATCHES'],
      [2, 'NO_RULE_MATCHES'],
      [3, 'REJECTED_BY_RULE'],
    ]);
  });

  test('copies may go to every node of a load balancer, and to every interface of an endpoint', async () => {
    const toWeb = { ...https, networkInterfaceId: networkInterfaceId(4) };
    expect(await simulate(toWeb)).toMatchObject({
      session: { trafficMirrorSessionId: sessionId(7) },
      outerDestinationAddresses: ['10.20.1.22', '10.20.2.22'],
    });
  });

  test('an interface that EC2 does not know is null', async () => {
    const packet = { ...https, networkInterfaceId: 'eni-0ffffffffffffffff' };
    expect(await gateway.query(document, { packet })).toEqual({ simulateTrafficMirror: null });
  });

  test('an interface without sessions is not mirrored', async () => {
    const answer = await simulate({ ...https, networkInterfaceId: networkInterfaceId(10) });
    expect(answer).toMatchObject({
      verdict: 'NOT_MIRRORED',
      message: 'The interface has no sessions.',
      trace: [],
    });
    expect(gateway.ec2Calls()).toEqual({ DescribeNetworkInterfaces: 1, DescribeTrafficMirrorSessions: 1 });
  });

  test('an ARN names the interface too', async () => {
    const arn = `arn:aws:ec2:us-east-1:123456789012:network-interface/${networkInterfaceId(1)}`;
    expect((await simulate({ ...https, networkInterfaceId: arn })).verdict).toBe('MIRRORED');
  });
});

describe('how much of a packet is copied', () => {
  const to = (n: number, more: object = {}) => ({
    ...https,
    networkInterfaceId: networkInterfaceId(n),
    ...more,
  });
  const udp = { protocol: 17, destinationPort: 9 };
  const postgres = { sourceAddress: '10.20.1.11', destinationPort: 5432 };
  const over6 = { sourceAddress: '2001:db8::7', destinationAddress: '2001:db8:20::11' };

  test.each<[string, object, number, number, boolean]>([
    ['at an interface', to(1), 8_446, 8_460, false],
    ['at an interface', to(1), 8_447, 8_461, false],
    ['at an interface', to(1), 8_947, 8_961, false],
    ['at an interface', to(1), 8_948, 8_961, true],
    ['at an endpoint', to(5), 8_446, 8_460, false],
    ['at an endpoint', to(5), 8_447, 8_460, true],
    ['at an endpoint', to(5), 8_947, 8_460, true],
    ['at an endpoint', to(5), 8_948, 8_460, true],
    ['of 8500 bytes at a load balancer', to(9), 8_446, 8_460, false],
    ['of 8500 bytes at a load balancer', to(9), 8_447, 8_461, false],
    ['of 8500 bytes at a load balancer', to(9), 8_485, 8_499, false],
    ['of 8500 bytes at a load balancer', to(9), 8_486, 8_500, false],
    ['of 8500 bytes at a load balancer', to(9), 8_487, 8_500, true],
    ['of 8500 bytes at a load balancer', to(9), 8_947, 8_500, true],
    ['of 8500 bytes at a load balancer', to(9), 8_948, 8_500, true],
    ['of 128 bytes at an interface', to(3, udp), 113, 127, false],
    ['of 128 bytes at an interface', to(3, udp), 114, 128, false],
    ['of 128 bytes at an interface', to(3, udp), 115, 128, true],
    ['of 1500 bytes at a load balancer', to(6, postgres), 1_485, 1_499, false],
    ['of 1500 bytes at a load balancer', to(6, postgres), 1_486, 1_500, false],
    ['of 1500 bytes at a load balancer', to(6, postgres), 1_487, 1_500, true],
  ])('%s', async (_, packet, bytes, bytesCopied, isTruncated) => {
    expect(await simulate({ ...packet, bytes })).toMatchObject({
      verdict: 'MIRRORED',
      bytesCopied,
      isTruncated,
    });
  });

  test('a length that decides rests on what it counts, and one that does not, does not', async () => {
    const at = async (bytes: number) => (await simulate({ ...to(3, udp), bytes })).assumptions;
    expect(await at(115)).toContain('LENGTH_COUNTS_ETHERNET');
    expect(await at(114)).not.toContain('LENGTH_COUNTS_ETHERNET');
  });

  test('a packet of IPv6 has 20 bytes less room', async () => {
    const changed = await startTestGateway();
    const filter = { trafficMirrorFilterId: filterId(1), trafficDirection: 'INGRESS', ruleNumber: 200 };
    const all = { ruleAction: 'ACCEPT', sourceCidrBlock: '::/0', destinationCidrBlock: '::/0' };
    await changed.query(
      'mutation ($input: CreateTrafficMirrorFilterRuleInput!) { createTrafficMirrorFilterRule(input: $input) { userErrors { message } } }',
      { input: { ...filter, ...all } },
    );
    const copied = async (n: number, bytes: number) => {
      const answer = await simulate({ ...to(n, over6), bytes }, changed);
      return [answer.bytesCopied, answer.isTruncated];
    };
    expect(await copied(1, 8_927)).toEqual([8_941, false]);
    expect(await copied(1, 8_928)).toEqual([8_941, true]);
    expect(await copied(5, 8_426)).toEqual([8_440, false]);
    expect(await copied(5, 8_427)).toEqual([8_440, true]);
  });
});

describe('packets that rules do not decide', () => {
  const dhcp = (port: number, destinationAddress = '10.20.1.1') =>
    query(destinationAddress, { destinationPort: port });
  test.each<[string, object]>([
    ...[
      '169.254.169.254',
      'fd00:ec2::254',
      '169.254.169.123',
      'fd00:ec2::123',
      '169.254.169.250',
      '169.254.169.251',
    ].map((address): [string, object] => [address, query(address, { protocol: 6, destinationPort: 80 })]),
    ['DHCP to port 67', dhcp(67)],
    ['DHCP to port 68', dhcp(68)],
    ['DHCP for IPv6 to port 546', dhcp(546, 'fe80::1')],
    ['DHCP for IPv6 to port 547', dhcp(547, 'fe80::1')],
  ])('%s is never mirrored, and filters are not read', async (_, packet) => {
    const answer = await simulate(packet);
    expect(answer).toMatchObject({ verdict: 'NEVER_MIRRORED', assumptions: [], outerSourceAddress: null });
    expect(saying(answer)).toEqual(nobodyAsked);
    expect(gateway.ec2Calls()).toEqual({ DescribeNetworkInterfaces: 1, DescribeTrafficMirrorSessions: 1 });
  });

  test('a query to the Amazon DNS server is taken by the session whose filter includes the service', async () => {
    for (const server of ['169.254.169.253', 'fd00:ec2::253', '10.20.0.2']) {
      const answer = await simulate(query(server));
      expect(answer).toMatchObject({
        verdict: 'MIRRORED',
        session: { trafficMirrorSessionId: sessionId(1) },
        rule: null,
      });
      expect(saying(answer)[0]).toEqual([1, 'ACCEPTED_BY_SERVICE']);
    }
    const other = await simulate({ ...query('10.20.0.2'), networkInterfaceId: networkInterfaceId(4) });
    expect([other.verdict, saying(other)]).toEqual(['NOT_MIRRORED', [[1, 'SERVICE_NOT_INCLUDED']]]);
  });

  test.each([
    ['169.254.169.253', 0],
    ['10.20.0.2', 1],
    ['10.20.1.2', 1],
    ['10.20.1.3', 0],
    ['192.0.2.2', 1],
  ])('for DNS at %s the VPC is read %i times', async (server, times) => {
    await simulate(query(server));
    expect(gateway.ec2Calls().DescribeVpcs ?? 0).toBe(times);
  });

  test('DNS at another server is what the rules say', async () => {
    expect(saying(await simulate(query('10.20.1.2')))[0]).toEqual([1, 'ACCEPTED_BY_RULE']);
  });
});

describe('an input that is wrong names the field, and EC2 is not asked', () => {
  test.each<[object, string, string]>([
    [{ networkInterfaceId: 'eni-*' }, 'networkInterfaceId', 'must name a network interface'],
    [{ protocol: 256 }, 'protocol', 'must be from 0 to 255.'],
    [{ sourceAddress: '10.0.0' }, 'sourceAddress', 'must be an IPv4 or IPv6 address.'],
    [
      { destinationAddress: '2001:db8::1' },
      'destinationAddress',
      'must be of the same IP version as sourceAddress.',
    ],
    [{ sourcePort: null }, 'sourcePort', 'is needed for TCP (6) and UDP (17).'],
    [{ destinationPort: 65_536 }, 'destinationPort', 'must be from 0 to 65535.'],
    [
      { protocol: 1, destinationPort: null },
      'sourcePort',
      'must be left out: only TCP (6) and UDP (17) have ports.',
    ],
    [{ bytes: 19 }, 'bytes', 'must be from 20 to 65535.'],
    [{ bytes: 65_536 }, 'bytes', 'must be from 20 to 65535.'],
  ])('%j', async (wrong, field, message) => {
    const [error] = await gateway.queryErrors(document, { packet: { ...https, ...wrong } });
    expect(error).toMatchObject({
      message: expect.stringContaining(`\`packet.${field}\` ${message}`),
      extensions: { code: 'BAD_USER_INPUT', argument: `packet.${field}` },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('everything that is wrong is named', async () => {
    const [error] = await gateway.queryErrors(document, {
      packet: { ...https, bytes: 0, protocol: -1, sourcePort: null, destinationPort: null },
    });
    expect(error?.message).toBe(
      '`packet.protocol` must be from 0 to 255. `packet.bytes` must be from 20 to 65535.',
    );
  });
});

describe('each thing is read only when it is needed', () => {
  test('four calls for a copy to an interface, and a fifth for its address', async () => {
    const alone = {
      DescribeNetworkInterfaces: 1,
      DescribeTrafficMirrorSessions: 1,
      DescribeTrafficMirrorFilters: 1,
      DescribeTrafficMirrorTargets: 1,
    };
    const short = document
      .replace('outerDestinationAddresses', '')
      .replace('filter { trafficMirrorFilterId }', '');
    await gateway.query(short, { packet: https });
    expect(gateway.ec2Calls()).toEqual(alone);
    gateway.emulator.resetCalls();
    await simulate(https);
    expect(gateway.ec2Calls()).toEqual({ ...alone, DescribeNetworkInterfaces: 2 });
  });

  test('no target for a packet that is not copied', async () => {
    await simulate(query('2001:db8::99'));
    expect(gateway.ec2Calls()).not.toHaveProperty('DescribeTrafficMirrorTargets');
  });
});

describe('what cannot be read is never a clean answer', () => {
  let denied: TestGateway;
  beforeAll(async () => {
    denied = await startTestGateway();
  });
  beforeEach(() => denied.emulator.reset());

  test('a filter: the verdict is not known', async () => {
    denied.emulator.deny('DescribeTrafficMirrorFilters');
    const answer = await simulate(https, denied);
    expect(answer).toMatchObject({
      verdict: 'UNKNOWN',
      session: null,
      bytesCopied: null,
      outerDestinationAddresses: [],
    });
    expect(answer.message).toContain(`session 1 (${sessionId(1)})`);
    expect(saying(answer)).toEqual([1, 2, 3].map((number) => [number, 'NOT_READ']));
  });

  test('a VPC: only where it decides', async () => {
    denied.emulator.deny('DescribeVpcs');
    const answer = await simulate(query('10.20.0.2'), denied);
    expect(answer).toMatchObject({
      verdict: 'UNKNOWN',
      message: expect.stringContaining('ec2:DescribeVpcs'),
    });
    expect(saying(answer)).toEqual(nobodyAsked);
    expect((await simulate(query('169.254.169.253'), denied)).verdict).toBe('MIRRORED');
    expect((await simulate(https, denied)).verdict).toBe('MIRRORED');
  });

  test('a target: the size and the addresses of the copy are not known', async () => {
    denied.emulator.deny('DescribeTrafficMirrorTargets');
    expect(await simulate(https, denied)).toMatchObject({
      verdict: 'MIRRORED',
      outerSourceAddress: '10.20.1.11',
      outerDestinationAddresses: [],
      bytesCopied: null,
      isTruncated: null,
    });
  });

  test('an endpoint: its addresses are not known', async () => {
    denied.emulator.deny('DescribeVpcEndpoints');
    const toPayments = { ...https, networkInterfaceId: networkInterfaceId(5) };
    expect(await simulate(toPayments, denied)).toMatchObject({
      verdict: 'MIRRORED',
      bytesCopied: 1_514,
      outerDestinationAddresses: [],
    });
  });

  test.each(['DescribeNetworkInterfaces', 'DescribeTrafficMirrorSessions'])(
    'without %s there is an error and no answer',
    async (action) => {
      denied.emulator.deny(action);
      const { data, errors } = await denied.send<Answer>(document, { packet: https });
      expect(data).toEqual({ simulateTrafficMirror: null });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED']);
    },
  );
});

test('sessions of different targets can have the same VXLAN network ID, and the address of the copy is that of the source', async () => {
  const mirror = async (privateIpAddress: string) => {
    const NetworkInterfaceId = gateway.emulator.surroundings().addNetworkInterface({ privateIpAddress });
    await gateway.ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId,
        TrafficMirrorTargetId: targetId(2),
        TrafficMirrorFilterId: filterId(1),
        SessionNumber: 1,
        VirtualNetworkId: 100,
      }),
    );
    return simulate({
      ...https,
      networkInterfaceId: NetworkInterfaceId,
      destinationAddress: privateIpAddress,
    });
  };
  for (const address of ['10.99.0.1', '10.99.0.2'])
    expect(await mirror(address)).toMatchObject({ virtualNetworkId: 100, outerSourceAddress: address });
});
