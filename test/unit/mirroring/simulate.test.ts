/** What happens to a packet: who takes it, how the copy looks, and on what the answer rests. */
import { describe, expect, test } from '@jest/globals';
import { sessionsOfCopy } from '../../../src/mirroring/copies.ts';
import { type PacketDescription, parsePacket } from '../../../src/mirroring/packets.ts';
import type { Filter, Rule, Session } from '../../../src/mirroring/records.ts';
import { simulate } from '../../../src/mirroring/simulate.ts';
import type { SimulatedSession, SimulationFacts } from '../../../src/mirroring/simulation.ts';

const https: PacketDescription = {
  direction: 'ingress',
  protocol: 6,
  sourceAddress: '198.51.100.7',
  destinationAddress: '10.0.0.10',
  sourcePort: 40_000,
  destinationPort: 443,
  bytes: 1_500,
};
const outbound = { direction: 'egress', sourceAddress: '10.0.0.10' } as const;
const over6 = { sourceAddress: '2001:db8::7', destinationAddress: '2001:db8::10' };

const rule = (ruleNumber: number, fields: Partial<Rule> = {}): Rule => ({
  trafficMirrorFilterRuleId: `tmfr-${ruleNumber}`,
  ruleNumber,
  ruleAction: 'accept',
  sourceCidrBlock: '0.0.0.0/0',
  destinationCidrBlock: '0.0.0.0/0',
  ...fields,
});
const all6 = { sourceCidrBlock: '::/0', destinationCidrBlock: '::/0' };
const toPort = (port: number) => ({ protocol: 6, destinationPortRange: { fromPort: port, toPort: port } });

const filter = (
  ingressRules: Rule[],
  egressRules: Rule[] = [],
  rawNetworkServices: string[] = [],
): Filter => ({
  trafficMirrorFilterId: 'tmf-1',
  rawNetworkServices,
  ingressRules,
  egressRules,
});
const everything = filter([rule(100), rule(101, all6)], [rule(100), rule(101, all6)]);
const dns = filter([], [], ['amazon-dns']);

const session = (sessionNumber: number, fields: Partial<Session> = {}): Session => ({
  trafficMirrorSessionId: `tms-${sessionNumber}`,
  networkInterfaceId: 'eni-1',
  trafficMirrorTargetId: 'tmt-1',
  packetLength: undefined,
  sessionNumber,
  virtualNetworkId: 100 + sessionNumber,
  ...fields,
});
const atInterface = { type: 'network-interface', receivers: ['10.0.9.9'] } as const;
const atLoadBalancer = { type: 'network-load-balancer', receivers: ['10.0.9.1', '10.0.9.2'] } as const;
const atEndpoint = { type: 'gateway-load-balancer-endpoint', receivers: ['10.0.9.3'] } as const;

const using = (
  number: number,
  used: Filter | null,
  target: SimulatedSession['target'] = atInterface,
  fields: Partial<Session> = {},
): SimulatedSession => ({ session: session(number, fields), filter: used, target });

function outcome(
  packet: Partial<PacketDescription>,
  sessions: SimulatedSession[],
  facts: Partial<SimulationFacts> = {},
) {
  const parsed = parsePacket({ ...https, ...packet });
  if (!('family' in parsed)) throw new Error(JSON.stringify(parsed));
  return simulate(parsed, { privateIpAddress: '10.0.0.10', vpcCidrBlock: '10.0.0.0/16', ...facts, sessions });
}

/** The number of the session that takes the packet, or the verdict. */
const taker = (...input: Parameters<typeof outcome>) => {
  const { verdict, session: winner } = outcome(...input);
  return verdict === 'MIRRORED' ? winner?.sessionNumber : verdict;
};
const saying = (...input: Parameters<typeof outcome>) =>
  outcome(...input).trace.map((step) => [step.session.sessionNumber, step.outcome, step.rule?.ruleNumber]);

describe("the guide's examples:", () => {
  test('SSH is rejected and other TCP is mirrored', () => {
    const only = [
      using(1, filter([rule(10, { ...toPort(22), ruleAction: 'reject' }), rule(20, { protocol: 6 })])),
    ];
    expect(taker({ destinationPort: 22 }, only)).toBe('NOT_MIRRORED');
    expect(taker({ destinationPort: 443 }, only)).toBe(1);
    expect(taker({ protocol: 17 }, only)).toBe('NOT_MIRRORED');
  });

  test('HTTPS over IPv4 and IPv6 takes two rules', () => {
    const both = [using(1, filter([rule(10, toPort(443)), rule(20, { ...toPort(443), ...all6 })]))];
    const one = [using(1, filter([rule(10, toPort(443))]))];
    expect([taker({}, both), taker(over6, both)]).toEqual([1, 1]);
    expect([taker({}, one), taker(over6, one)]).toEqual([1, 'NOT_MIRRORED']);
  });

  test('without an outbound rule, nothing outbound is mirrored', () => {
    const only = [using(1, filter([rule(100)]))];
    expect([taker({}, only), taker(outbound, only)]).toEqual([1, 'NOT_MIRRORED']);
  });

  test('HTTP to one appliance and all other TCP to another takes two sessions', () => {
    const both = [using(2, filter([rule(10, { protocol: 6 })])), using(1, filter([rule(10, toPort(80))]))];
    expect([taker({ destinationPort: 80 }, both), taker({ destinationPort: 81 }, both)]).toEqual([1, 2]);
  });
});

test('the first session that accepts a packet takes it, and the others are not asked', () => {
  const none = filter([]);
  const rejecting = filter([rule(5, { ruleAction: 'reject' })]);
  const sessions = [using(9, everything), using(3, everything), using(1, none), using(2, rejecting)];
  const answer = outcome({}, sessions);
  expect(answer).toMatchObject({
    verdict: 'MIRRORED',
    message: 'Mirrored by session 3 (tms-3): rule 100 of tmf-1 accepts it.',
    virtualNetworkId: 103,
    outerSourceAddress: '10.0.0.10',
    outerDestinationAddresses: ['10.0.9.9'],
    bytesCopied: 1_514,
    isTruncated: false,
    assumptions: ['INBOUND_WAS_ADMITTED', 'REJECT_FALLS_THROUGH', 'RECEIVER_MTU_9001'],
  });
  expect(answer.rule).toBe(everything.ingressRules[0]);
  expect(saying({}, sessions)).toEqual([
    [1, 'NO_RULE_MATCHES', undefined],
    [2, 'REJECTED_BY_RULE', 5],
    [3, 'ACCEPTED_BY_RULE', 100],
    [9, 'NOT_ASKED', undefined],
  ]);
});

test('an interface without sessions mirrors nothing', () => {
  expect(outcome({}, [])).toMatchObject({
    verdict: 'NOT_MIRRORED',
    message: 'The interface has no sessions.',
  });
});

describe('what cannot be read', () => {
  test('makes the verdict unknown if it comes before the session that accepts', () => {
    const sessions = [using(1, null), using(2, everything)];
    expect(outcome({}, sessions)).toMatchObject({
      verdict: 'UNKNOWN',
      message: 'The filter of session 1 (tms-1) could not be read.',
      session: null,
      virtualNetworkId: null,
      bytesCopied: null,
    });
    expect(saying({}, sessions).map(([, said]) => said)).toEqual(['NOT_READ', 'ACCEPTED_BY_RULE']);
    expect(taker({}, [using(1, null)])).toBe('UNKNOWN');
  });

  test('does not matter behind it', () => {
    expect(taker({}, [using(1, everything), using(2, null)])).toBe(1);
  });

  test('includes a filter of which EC2 has not told enough', () => {
    expect(taker({}, [using(1, filter([rule(1, { ruleAction: undefined })]))])).toBe('UNKNOWN');
  });

  test('leaves the size open if it is the target, and the address if it is the interface', () => {
    expect(outcome({}, [using(1, everything, null)], { privateIpAddress: undefined })).toMatchObject({
      verdict: 'MIRRORED',
      outerSourceAddress: null,
      outerDestinationAddresses: [],
      bytesCopied: null,
      isTruncated: null,
    });
  });
});

describe('packets that are never mirrored:', () => {
  const udp = (sourcePort: number, destinationPort: number) => ({
    protocol: 17,
    sourcePort,
    destinationPort,
  });
  test.each<[string, Partial<PacketDescription>]>([
    ['DHCP to a server', { ...udp(68, 67), ...outbound, destinationAddress: '255.255.255.255' }],
    ['DHCP to a client', udp(67, 68)],
    ['DHCPv6 to a server', { ...udp(546, 547), ...over6, direction: 'egress' }],
    ['DHCPv6 to a client', { ...udp(547, 546), ...over6 }],
    ...[
      '169.254.169.254',
      '169.254.169.123',
      '169.254.169.250',
      '169.254.169.251',
      'fd00:ec2::254',
      'fd00:ec2::123',
      'FD00:0EC2:0:0:0:0:0:123',
    ].flatMap((address): [string, Partial<PacketDescription>][] => {
      const own = address.includes(':') ? '2001:db8::10' : '10.0.0.10';
      return [
        [`to ${address}`, { ...outbound, sourceAddress: own, destinationAddress: address }],
        [`from ${address}`, { sourceAddress: address, destinationAddress: own }],
      ];
    }),
  ])('%s', (_, packet) => {
    const answer = outcome(packet, [using(1, everything)]);
    expect(answer).toMatchObject({ verdict: 'NEVER_MIRRORED', session: null, assumptions: [] });
    expect(answer.message).toMatch(/^EC2 never mirrors /);
    expect(answer.trace.map((step) => step.outcome)).toEqual(['NOT_ASKED']);
  });

  test.each<[string, Partial<PacketDescription>]>([
    ['the ports of DHCP over TCP', { sourcePort: 68, destinationPort: 67 }],
    ['the ports of DHCP for IPv4 over IPv6', { ...udp(68, 67), ...over6 }],
    ['the ports of DHCP for IPv6 over IPv4', udp(546, 547)],
    ['an answer to a port of DHCP', udp(67, 40_000)],
    ['an address beside', { sourceAddress: '169.254.169.252' }],
    ['an address of such a service as its own', { destinationAddress: '169.254.169.254' }],
  ])('but not %s', (_, packet) => {
    expect(taker(packet, [using(1, everything)])).toBe(1);
  });
});

test('whether NTP of other servers is mirrored is an assumption', () => {
  const ntp = { protocol: 17, sourcePort: 123, destinationPort: 40_000 };
  const sessions = [using(1, everything)];
  expect(outcome(ntp, sessions)).toMatchObject({ verdict: 'MIRRORED' });
  expect(outcome(ntp, sessions).assumptions).toContain('ONLY_AMAZON_NTP');
  expect(outcome({ ...ntp, protocol: 6 }, sessions).assumptions).not.toContain('ONLY_AMAZON_NTP');
});

describe('packets of the Amazon DNS service', () => {
  const query = { ...outbound, destinationPort: 53 };
  const servers = [
    { ...query, protocol: 17, destinationAddress: '169.254.169.253' },
    { ...query, protocol: 6, destinationAddress: '10.0.0.2' },
    { ...query, protocol: 17, sourceAddress: '2001:db8::10', destinationAddress: 'fd00:ec2::253' },
    { protocol: 17, sourceAddress: '10.0.0.2', sourcePort: 53 },
  ];
  test.each(servers)('are decided by the service, whatever the rules: $protocol %#', (packet) => {
    const sessions = [using(1, everything), using(2, dns), using(3, dns)];
    expect(outcome(packet, sessions)).toMatchObject({
      verdict: 'MIRRORED',
      session: { sessionNumber: 2 },
      rule: null,
      message: 'Mirrored by session 2 (tms-2): its filter includes the Amazon DNS service.',
    });
    expect(saying(packet, sessions).map(([, said]) => said)).toEqual([
      'SERVICE_NOT_INCLUDED',
      'ACCEPTED_BY_SERVICE',
      'NOT_ASKED',
    ]);
    expect(taker(packet, [using(1, everything)])).toBe('NOT_MIRRORED');
    expect(taker(packet, [using(1, null), using(2, dns)])).toBe('UNKNOWN');
  });

  test.each<[string, Partial<PacketDescription>]>([
    ['another port', { ...query, destinationPort: 54, destinationAddress: '10.0.0.2' }],
    ['another address', { ...query, destinationAddress: '10.0.0.3' }],
    [
      'another protocol',
      { ...query, protocol: 132, sourcePort: null, destinationPort: null, destinationAddress: '10.0.0.2' },
    ],
    ['the port at the own end', { ...outbound, sourcePort: 53, destinationAddress: '10.0.0.2' }],
  ])('are not those of %s', (_, packet) => {
    expect(taker(packet, [using(1, everything), using(2, dns)])).toBe(1);
  });

  test('cannot be told from others while the VPC is not read, at addresses that may be the base plus two', () => {
    const unread = { vpcCidrBlock: undefined };
    const to = (destinationAddress: string) => ({ ...query, destinationAddress });
    expect(taker(to('10.0.0.2'), [using(1, everything)], unread)).toBe('UNKNOWN');
    expect(taker(to('10.7.3.18'), [using(1, everything)], unread)).toBe('UNKNOWN');
    expect(taker(to('10.0.0.3'), [using(1, everything)], unread)).toBe(1);
    expect(taker(to('10.0.0.2'), [], unread)).toBe('NOT_MIRRORED');
  });
});

describe('a later fragment has no ports, so an answer rests on it being none', () => {
  const rests = (packet: Partial<PacketDescription>, ...rules: Rule[]) =>
    outcome(packet, [using(1, filter(rules))]).assumptions.includes('NOT_A_FRAGMENT');

  test('where a rule with ports decided', () => {
    expect(rests({}, rule(1, toPort(443)))).toBe(true);
  });
  test('where a rule with ports was passed', () => {
    expect(rests({}, rule(1, toPort(22)), rule(2))).toBe(true);
    expect(rests({}, rule(1, toPort(22)))).toBe(true);
  });
  test('but not where no rule with ports could have matched, or came later', () => {
    expect(rests({}, rule(1))).toBe(false);
    expect(rests({}, rule(1), rule(2, toPort(22)))).toBe(false);
    expect(rests({}, rule(1, { ...toPort(22), sourceCidrBlock: '10.0.0.0/8' }), rule(2))).toBe(false);
    expect(rests({ protocol: 17 }, rule(1, toPort(22)), rule(2))).toBe(false);
  });
});

test('only inbound packets rest on having been admitted, and only a reject before the taker on falling through', () => {
  const rejecting = filter([rule(5, { ruleAction: 'reject' })], [rule(5, { ruleAction: 'reject' })]);
  const rests = (packet: Partial<PacketDescription>, sessions: SimulatedSession[]) =>
    outcome(packet, sessions).assumptions.filter((one) => one !== 'RECEIVER_MTU_9001');
  expect(rests(outbound, [using(1, everything), using(2, rejecting)])).toEqual([]);
  expect(rests(outbound, [using(1, rejecting), using(2, everything)])).toEqual(['REJECT_FALLS_THROUGH']);
  expect(rests(outbound, [using(1, rejecting), using(2, null)])).toEqual(['REJECT_FALLS_THROUGH']);
  expect(rests(outbound, [using(1, rejecting)])).toEqual([]);
  expect(rests({}, [using(1, everything)])).toEqual(['INBOUND_WAS_ADMITTED']);
});

describe('a copy', () => {
  const copied = (
    bytes: number,
    target: SimulatedSession['target'],
    packetLength?: number,
    packet: Partial<PacketDescription> = {},
  ) => {
    const answer = outcome({ ...packet, bytes }, [using(1, everything, target, { packetLength })]);
    return [answer.bytesCopied, answer.isTruncated];
  };

  test.each([
    [8_446, 8_460, false],
    [8_447, 8_460, true],
    [8_947, 8_460, true],
  ])('of %d bytes holds %d at an endpoint', (bytes, held, isTruncated) => {
    expect(copied(bytes, atEndpoint)).toEqual([held, isTruncated]);
  });
  test.each([
    [8_446, 8_460, false],
    [8_947, 8_961, false],
    [8_948, 8_961, true],
    [65_535, 8_961, true],
  ])('of %d bytes holds %d at an interface', (bytes, held, isTruncated) => {
    expect(copied(bytes, atInterface)).toEqual([held, isTruncated]);
  });
  test('of IPv6 holds 20 bytes less', () => {
    expect(copied(8_927, atInterface, undefined, over6)).toEqual([8_941, false]);
    expect(copied(8_928, atInterface, undefined, over6)).toEqual([8_941, true]);
    expect(copied(8_426, atEndpoint, undefined, over6)).toEqual([8_440, false]);
    expect(copied(8_427, atEndpoint, undefined, over6)).toEqual([8_440, true]);
  });
  test('holds 8,500 bytes at a load balancer if the session has no length', () => {
    expect(copied(8_486, atLoadBalancer)).toEqual([8_500, false]);
    expect(copied(8_487, atLoadBalancer)).toEqual([8_500, true]);
    expect(copied(8_487, atLoadBalancer, 8_500)).toEqual([8_500, true]);
  });
  test.each([64, 100, 1_500, 8_460, 8_500])('holds at most the %d bytes of the session', (length) => {
    const whole = length - 14;
    for (const target of [atInterface, atLoadBalancer]) {
      expect(copied(whole - 1, target, length)).toEqual([length - 1, false]);
      expect(copied(whole, target, length)).toEqual([length, false]);
      expect(copied(whole + 1, target, length)).toEqual([length, true]);
    }
  });
  test('may hold less than the headers', () => {
    expect(copied(20, atInterface, 25)).toEqual([25, true]);
  });
  test('rests on what the length counts where it cuts, and on the MTU at an interface', () => {
    const rests = (bytes: number, target: SimulatedSession['target'], packetLength?: number) =>
      outcome({ ...outbound, bytes }, [using(1, everything, target, { packetLength })]).assumptions;
    expect(rests(100, atLoadBalancer, 114)).toEqual([]);
    expect(rests(101, atLoadBalancer, 114)).toEqual(['LENGTH_COUNTS_ETHERNET']);
    expect(rests(100, atInterface)).toEqual(['RECEIVER_MTU_9001']);
    expect(rests(9_000, atEndpoint)).toEqual([]);
  });
});

describe('the sessions that a copy comes from', () => {
  const addresses = new Map([
    ['eni-1', '10.0.0.1'],
    ['eni-2', '10.0.0.2'],
    ['eni-3', '10.0.0.2'],
  ]);
  const on = (networkInterfaceId: string, virtualNetworkId: number) =>
    session(1, { trafficMirrorSessionId: `tms-${networkInterfaceId}`, networkInterfaceId, virtualNetworkId });
  const found = (virtualNetworkId: number, outerSourceAddress: string, sessions: Session[]) => {
    const match = sessionsOfCopy({ virtualNetworkId, outerSourceAddress }, sessions, (one) =>
      addresses.get(one.networkInterfaceId ?? ''),
    );
    return [match.basis, ...match.sessions.map((one) => one.networkInterfaceId)];
  };

  test('are told apart by the address where they share a VNI', () => {
    const sessions = [on('eni-1', 100), on('eni-2', 100), on('eni-1', 7)];
    expect(found(100, '10.0.0.1', sessions)).toEqual(['VNI_AND_ADDRESS', 'eni-1']);
    expect(found(100, '10.0.0.2', sessions)).toEqual(['VNI_AND_ADDRESS', 'eni-2']);
    expect(found(7, '10.0.0.2', sessions)).toEqual(['NONE']);
  });
  test('are several where the addresses are equal too', () => {
    expect(found(100, '10.0.0.2', [on('eni-2', 100), on('eni-3', 100)])).toEqual([
      'VNI_AND_ADDRESS',
      'eni-2',
      'eni-3',
    ]);
  });
  test('are found by the VNI alone where the source cannot be read', () => {
    const sessions = [on('eni-1', 100), on('eni-9', 100), on('eni-9', 7)];
    expect(found(100, '10.0.0.9', sessions)).toEqual(['VNI_ALONE', 'eni-9']);
    expect(found(100, '10.0.0.1', sessions)).toEqual(['VNI_AND_ADDRESS', 'eni-1']);
  });
});

test.each<[string, Partial<PacketDescription>, string[]]>([
  ['protocol', { protocol: 256, sourcePort: null, destinationPort: null }, ['protocol']],
  [
    'addresses',
    { sourceAddress: '10.0.0.0/8', destinationAddress: '' },
    ['sourceAddress', 'destinationAddress'],
  ],
  ['IP versions', { destinationAddress: '::1' }, ['destinationAddress']],
  ['missing ports', { sourcePort: null, destinationPort: undefined }, ['sourcePort', 'destinationPort']],
  ['ports without TCP or UDP', { protocol: 1 }, ['sourcePort', 'destinationPort']],
  ['ports', { sourcePort: -1, destinationPort: 65_536 }, ['sourcePort', 'destinationPort']],
  ['bytes', { bytes: 19 }, ['bytes']],
  ['many bytes', { bytes: 65_536 }, ['bytes']],
])('a packet with wrong %s is refused by field', (_, packet, fields) => {
  const parsed = parsePacket({ ...https, ...packet });
  expect('family' in parsed ? [] : parsed.map(({ field }) => field)).toEqual(fields);
});
