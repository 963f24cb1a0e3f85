/** Whose packet is this: sessions by what a collector sees of their copies. */
import { CreateTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const document = `query ($packets: [TrafficMirrorPacketKeyInput!]!, $target: ID, $scope: AwsScopeInput) {
  trafficMirrorSessionsByPackets(packets: $packets, trafficMirrorTargetId: $target, scope: $scope) {
    basis sessions { trafficMirrorSessionId }
  }
}`;
interface Match {
  readonly basis: string;
  readonly sessions: { readonly trafficMirrorSessionId: string }[];
}
interface Answer {
  readonly trafficMirrorSessionsByPackets: (Match | null)[];
}
const packet = (virtualNetworkId: number, outerSourceAddress: string) => ({
  virtualNetworkId,
  outerSourceAddress,
});
const show = (match: Match | null) =>
  match && [match.basis, ...match.sessions.map((session) => session.trafficMirrorSessionId)];

describe('in the demo estate', () => {
  let gateway: TestGateway;
  /** Of the sources, by the number of the interface. */
  let addresses: Map<string, string>;
  const addressOf = (n: number) => addresses.get(networkInterfaceId(n)) ?? '';
  /** The demo's sessions have VXLAN network IDs from here on. */
  const networkIdOf = (session: number) => 4_211_000 + session;
  beforeAll(async () => {
    gateway = await startTestGateway();
    const data = await gateway.query<{
      trafficMirrorSources: {
        nodes: { networkInterfaceId: string; trafficMirrorSurroundings: { privateIpAddress: string } }[];
      };
    }>(
      '{ trafficMirrorSources(first: 200) { nodes { networkInterfaceId trafficMirrorSurroundings { privateIpAddress } } } }',
    );
    addresses = new Map(
      data.trafficMirrorSources.nodes.map((node) => [
        node.networkInterfaceId,
        node.trafficMirrorSurroundings.privateIpAddress,
      ]),
    );
  });
  beforeEach(() => gateway.emulator.resetCalls());

  const find = async (packets: readonly object[], more: object = {}) =>
    (await gateway.query<Answer>(document, { packets, ...more })).trafficMirrorSessionsByPackets.map(show);

  test('each packet has its session, and equal ones are looked up once', async () => {
    const packets = [
      packet(networkIdOf(1), addressOf(1)),
      packet(networkIdOf(5), addressOf(3)),
      packet(networkIdOf(1), addressOf(1)),
    ];
    expect(await find(packets)).toEqual([
      ['VNI_AND_ADDRESS', sessionId(1)],
      ['VNI_AND_ADDRESS', sessionId(5)],
      ['VNI_AND_ADDRESS', sessionId(1)],
    ]);
    expect(gateway.ec2Calls()).toEqual({ DescribeNetworkInterfaces: 1, DescribeTrafficMirrorSessions: 1 });
  });

  test('one of the two alone finds nothing', async () => {
    const packets = [
      packet(networkIdOf(1), addressOf(2)),
      packet(1, addressOf(1)),
      packet(networkIdOf(1), '192.0.2.1'),
    ];
    expect(await find(packets)).toEqual([['NONE'], ['NONE'], ['NONE']]);
  });

  test('the target, by any of its names, tells sessions apart', async () => {
    const packets = [packet(networkIdOf(1), addressOf(1))];
    const globalId = Buffer.from(`123456789012/us-east-1/${targetId(1)}`).toString('base64url');
    expect(await find(packets, { target: targetId(1) })).toEqual([['VNI_AND_ADDRESS', sessionId(1)]]);
    expect(await find(packets, { target: globalId })).toEqual([['VNI_AND_ADDRESS', sessionId(1)]]);
    expect(await find(packets, { target: targetId(2) })).toEqual([['NONE']]);
  });

  test('copies that cannot be told apart have all their sessions', async () => {
    const mirror = async (address: string, virtualNetworkId: number, more: readonly string[] = []) => {
      const made = await gateway.ec2.send(
        new CreateTrafficMirrorSessionCommand({
          NetworkInterfaceId: gateway.emulator
            .surroundings()
            .addNetworkInterface({ privateIpAddress: address, secondaryPrivateIpAddresses: more }),
          TrafficMirrorTargetId: targetId(2),
          TrafficMirrorFilterId: filterId(1),
          SessionNumber: 1,
          VirtualNetworkId: virtualNetworkId,
        }),
      );
      return made.TrafficMirrorSession?.TrafficMirrorSessionId ?? '';
    };
    const [one, two] = [await mirror('10.99.0.1', 100), await mirror('10.99.0.1', 100)];
    const other = await mirror('10.99.0.2', 100, ['10.99.0.3']);
    const [same, byAddress, bySecondary] = await find([
      packet(100, '10.99.0.1'),
      packet(100, '10.99.0.2'),
      packet(100, '10.99.0.3'),
    ]);
    expect([same?.[0], new Set(same?.slice(1))]).toEqual(['VNI_AND_ADDRESS', new Set([one, two])]);
    expect(byAddress).toEqual(['VNI_AND_ADDRESS', other]);
    expect(bySecondary).toEqual(['NONE']);
  });

  test('a packet that is malformed is an error in its place, and the others are answered', async () => {
    const packets = [
      packet(networkIdOf(1), addressOf(1)),
      packet(16_777_216, addressOf(1)),
      packet(-1, addressOf(1)),
      packet(1, '2001:db8::1'),
      packet(1, '10.0.*.1'),
    ];
    const { data, errors } = await gateway.send<Answer>(document, { packets });
    expect(data?.trafficMirrorSessionsByPackets.map(show)).toEqual([
      ['VNI_AND_ADDRESS', sessionId(1)],
      ...[null, null, null, null],
    ]);
    const range = 'must be from 0 to 16777215.';
    const address = 'must be an IPv4 address, such as 10.0.1.5.';
    expect(errors?.map(({ message, path }) => [path?.at(-1), message]).sort()).toEqual([
      [1, `\`packets[1].virtualNetworkId\` ${range}`],
      [2, `\`packets[2].virtualNetworkId\` ${range}`],
      [3, `\`packets[3].outerSourceAddress\` ${address}`],
      [4, `\`packets[4].outerSourceAddress\` ${address}`],
    ]);
    for (const { extensions } of errors ?? [])
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'packets' });
  });

  test.each<[string, object, string]>([
    ['no packets', { packets: [] }, '`packets` must not be empty.'],
    ['a malformed target', { target: 'tmt-*' }, '`trafficMirrorTargetId` must name a target'],
    [
      'an account that is not served',
      { scope: { accountId: '210987654321' } },
      '`scope`: this gateway does not',
    ],
  ])('%s is a clear error, and EC2 is not asked', async (_, variables, message) => {
    const [error] = await gateway.queryErrors(document, { packets: [packet(1, '10.0.0.1')], ...variables });
    expect(error).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test.each(['DescribeNetworkInterfaces', 'DescribeTrafficMirrorSessions'])(
    'when %s is denied, that is an error and not a packet without session',
    async (action) => {
      const denied = await startTestGateway();
      denied.emulator.deny(action);
      const packets = [packet(networkIdOf(1), addressOf(1)), packet(1, '192.0.2.1')];
      const { data, errors } = await denied.send<Answer>(document, { packets });
      expect(data?.trafficMirrorSessionsByPackets).toEqual([null, null]);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED']);
    },
  );
});

describe('of many interfaces', () => {
  let gateway: TestGateway;
  let known: { virtualNetworkId: number; outerSourceAddress: string; session: string }[];
  beforeAll(async () => {
    gateway = await startTestGateway({ seed: 'wide:1000' });
    const data = await gateway.query<{
      trafficMirrorSessions: {
        nodes: {
          trafficMirrorSessionId: string;
          virtualNetworkId: number;
          networkInterface: { trafficMirrorSurroundings: { privateIpAddress: string } };
        }[];
      };
    }>(`{ trafficMirrorSessions(first: 1000) { nodes { trafficMirrorSessionId virtualNetworkId
          networkInterface { trafficMirrorSurroundings { privateIpAddress } } } } }`);
    known = data.trafficMirrorSessions.nodes.map((node) => ({
      ...packet(node.virtualNetworkId, node.networkInterface.trafficMirrorSurroundings.privateIpAddress),
      session: node.trafficMirrorSessionId,
    }));
  });
  beforeEach(() => gateway.emulator.resetCalls());

  const findAll = async (packets: readonly object[]) => {
    const found = (await gateway.query<Answer>(document, { packets })).trafficMirrorSessionsByPackets;
    return {
      found: found.map(show),
      calls: Object.values(gateway.ec2Calls()).reduce((sum, n) => sum + n, 0),
    };
  };

  test('1000 different packets are found with 10 EC2 calls', async () => {
    const packets = known.map((one) => packet(one.virtualNetworkId, one.outerSourceAddress));
    expect(packets).toHaveLength(1_000);
    const { found, calls } = await findAll(packets);
    expect(found).toEqual(known.map(({ session }) => ['VNI_AND_ADDRESS', session]));
    expect(calls).toBe(10);
  });

  test.each([
    ['the wrong number', (n: number) => packet(5_000_000 + n, known[n]?.outerSourceAddress ?? '')],
    ['an unknown address', (n: number) => packet(n, `192.0.${n >> 8}.${n % 256}`)],
    [
      'one or the other',
      (n: number) =>
        n % 2 === 0
          ? packet(n, `192.0.${n >> 8}.${n % 256}`)
          : packet(n + 1, known[n]?.outerSourceAddress ?? ''),
    ],
  ])('1000 with %s are found to be nobody’s with at most 15', async (_, make) => {
    const { found, calls } = await findAll(known.map((_, n) => make(n)));
    expect(found.filter((one) => one?.[0] !== 'NONE')).toEqual([]);
    expect(calls).toBeLessThanOrEqual(15);
  });
});
