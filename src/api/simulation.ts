/** Simulates a packet at an interface, and reads what that looks at: each thing only where it decides. */
import type { TrafficMirrorFilterRuleRecord } from '../ec2/filterRules.ts';
import type { TrafficMirrorFilterRecord } from '../ec2/filters.ts';
import type { InterfaceFacts } from '../ec2/networkInterfaces.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { isAmazonDns, neverMirrored } from '../mirroring/exempt.ts';
import type { Packet } from '../mirroring/packets.ts';
import { simulate } from '../mirroring/simulate.ts';
import type { SimulatedSession, Simulation, Step } from '../mirroring/simulation.ts';
import type { GatewayContext } from './context.ts';
import { readReceivers } from './receivers.ts';

export type PacketSimulation = Simulation<TrafficMirrorSessionRecord, TrafficMirrorFilterRuleRecord>;
export type PacketStep = Step<TrafficMirrorSessionRecord, TrafficMirrorFilterRuleRecord>;
type Asked = SimulatedSession<TrafficMirrorSessionRecord, TrafficMirrorFilterRuleRecord>;

type Reads = Pick<GatewayContext, 'loaders' | 'scopes'>;

interface Source {
  readonly scope: Ec2Scope;
  /** AWS ID. */
  readonly id: string;
}

/**
 * Simulates a packet. What cannot be read of a filter, VPC or target makes the answer less certain, and never wrong.
 *
 * @param wantsReceivers whether to read the addresses that copies are sent to.
 * @returns null when EC2 does not know the interface.
 * @throws Ec2Failure when the interface or its sessions cannot be read.
 */
export async function simulatePacket(
  reads: Reads,
  { scope, id }: Source,
  packet: Packet,
  wantsReceivers: boolean,
): Promise<PacketSimulation | null> {
  const own = reads.loaders(scope);
  const [source, sessions] = await Promise.all([
    own.networkInterfaces.load(id),
    own.sessionsByInterface.load(id),
  ]);
  if (source === null) return null;
  const isDecided = neverMirrored(packet) !== undefined || sessions.length === 0;
  const [vpcCidrBlock, filters] = await Promise.all([
    isDecided ? undefined : readBlock(reads, source, packet),
    Promise.all(sessions.map((session) => (isDecided ? null : readFilter(reads, session)))),
  ]);
  const asked = sessions.map(
    (session, index): Asked => ({ session, filter: filters[index] ?? null, target: null }),
  );
  const facts = { privateIpAddress: source.privateIpAddress, vpcCidrBlock, sessions: asked };
  const answer = simulate(packet, facts);
  if (answer.session === null) return answer;
  // The target decides only what the copy looks like, so it is read last, and no other.
  const target = await readTarget(reads, answer.session, wantsReceivers);
  const takes = ({ session }: Asked) => session === answer.session;
  return simulate(packet, {
    ...facts,
    sessions: asked.map((one) => (takes(one) ? { ...one, target } : one)),
  });
}

/** The primary block of the interface's VPC, if it decides whether the packet belongs to the Amazon DNS service. Undefined also when it cannot be read. */
async function readBlock(
  { loaders }: Reads,
  { scope, vpcId }: InterfaceFacts,
  packet: Packet,
): Promise<string | undefined> {
  if (vpcId === undefined || isAmazonDns(packet, undefined) !== null) return undefined;
  const vpc = await loaders(scope)
    .vpcs.load(vpcId)
    .catch(() => null);
  return vpc?.cidrBlocks[0];
}

/** Null when it cannot be read, for example because the session belongs to another account, which has the filter. */
async function readFilter(
  { loaders }: Reads,
  { scope, trafficMirrorFilterId }: TrafficMirrorSessionRecord,
): Promise<TrafficMirrorFilterRecord | null> {
  if (trafficMirrorFilterId === undefined) return null;
  return loaders(scope)
    .filters.load(trafficMirrorFilterId)
    .catch(() => null);
}

/** Null when it cannot be read, or is of a type that the gateway does not know. */
async function readTarget(
  reads: Reads,
  session: TrafficMirrorSessionRecord,
  wantsReceivers: boolean,
): Promise<Asked['target']> {
  const { scope, trafficMirrorTargetId } = session;
  if (trafficMirrorTargetId === undefined) return null;
  const target = await reads
    .loaders(scope)
    .targets.load(trafficMirrorTargetId)
    .catch(() => null);
  if (target?.type === undefined || target.type === 'UNKNOWN') return null;
  return { type: target.type, receivers: wantsReceivers ? await readReceivers(reads, target) : [] };
}
