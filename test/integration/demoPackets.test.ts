/** The records that the gateway keeps of EC2's answers are what the matcher looks at: the demo's three sessions of one source. */
import { beforeAll, expect, test } from '@jest/globals';
import { filterKind, type TrafficMirrorFilterRecord } from '../../src/ec2/filters.ts';
import { networkInterfaceKind } from '../../src/ec2/networkInterfaces.ts';
import { describeAll, describeOne } from '../../src/ec2/reads/describe.ts';
import { createScope, type Ec2Scope } from '../../src/ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../../src/ec2/sessions.ts';
import { shadowOfSession } from '../../src/mirroring/decide.ts';
import { parseFilter } from '../../src/mirroring/filters.ts';
import { parsePacket } from '../../src/mirroring/packets.ts';
import { simulate } from '../../src/mirroring/simulate.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { networkInterfaceId } from '../support/demo.ts';
import { startEmulator } from '../support/emulator.ts';
import { createTestUsage } from '../support/usage.ts';

interface Read {
  readonly session: TrafficMirrorSessionRecord;
  readonly filter: TrafficMirrorFilterRecord;
}

const source = networkInterfaceId(1);
let privateIpAddress: string;
/** By session number. */
let sessions: readonly Read[];
beforeAll(async () => {
  const { url: endpoint } = await startEmulator({ seed: 'demo' });
  const scope = createScope({
    accountId: '123456789012',
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'test' },
    allows: (permission) => permission === 'traffic-mirror:read',
  });
  cleanUp(() => scope.connection().close());
  const networkInterface = await describeOne(scope, networkInterfaceKind, source, createTestUsage());
  privateIpAddress = networkInterface?.privateIpAddress ?? '';
  sessions = await readSessions(scope);
});

async function readSessions(scope: Ec2Scope): Promise<Read[]> {
  const usage = createTestUsage();
  const filters = await describeAll(scope, filterKind, [], usage);
  const ofSource = [{ Name: 'network-interface-id', Values: [source] }];
  const found = await describeAll(scope, sessionKind, ofSource, usage);
  return found
    .toSorted((left, right) => (left.sessionNumber ?? 0) - (right.sessionNumber ?? 0))
    .flatMap((session) =>
      filters
        .filter(({ trafficMirrorFilterId }) => trafficMirrorFilterId === session.trafficMirrorFilterId)
        .map((filter) => ({ session, filter })),
    );
}

test('the first session takes a packet to port 443, and the other two are not asked', () => {
  const packet = parsePacket({
    direction: 'ingress',
    protocol: 6,
    sourceAddress: '198.51.100.7',
    destinationAddress: privateIpAddress,
    sourcePort: 40_000,
    destinationPort: 443,
    bytes: 1_500,
  });
  if (!('family' in packet)) throw new Error(JSON.stringify(packet));
  const answer = simulate(packet, {
    privateIpAddress,
    vpcCidrBlock: undefined,
    sessions: sessions.map((read) => ({ ...read, target: null })),
  });
  expect(answer).toMatchObject({
    verdict: 'MIRRORED',
    virtualNetworkId: 4_211_001,
    outerSourceAddress: privateIpAddress,
    assumptions: ['INBOUND_WAS_ADMITTED'],
  });
  expect(answer.trace.map(({ session, outcome }) => [session.sessionNumber, outcome])).toEqual([
    [1, 'ACCEPTED_BY_RULE'],
    [2, 'NOT_ASKED'],
    [3, 'NOT_ASKED'],
  ]);
});

test('the other two never take a packet: the first takes every one before', () => {
  const parsed = sessions.flatMap(({ session: { sessionNumber }, filter }) => {
    const readable = parseFilter(filter);
    return readable ? [{ sessionNumber, filter: readable }] : [];
  });
  expect(parsed).toHaveLength(3);
  expect(
    parsed.map(({ filter }, index) =>
      shadowOfSession(filter, parsed.slice(0, index))?.map(({ sessionNumber }) => sessionNumber),
    ),
  ).toEqual([undefined, [1], [1]]);
});
