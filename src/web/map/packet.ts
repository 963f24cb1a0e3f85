/** A packet that the user describes, and what the sessions of its interface say of it. Pure. */
import type { SimulateQuery, TrafficMirrorPacketInput } from '../../generated/web/graphql.ts';
import type { Interface } from './lists.ts';

/** The text fields, named as in `TrafficMirrorPacketInput`. */
export interface PacketForm {
  readonly direction: string;
  readonly protocol: string;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  readonly sourcePort: string;
  readonly destinationPort: string;
  readonly bytes: string;
}

export const directions = [
  ['INGRESS', 'received by the interface'],
  ['EGRESS', 'sent by the interface'],
] as const;

/** By IANA protocol number. */
export const protocols = [
  ['6', 'TCP'],
  ['17', 'UDP'],
  ['1', 'ICMP'],
  ['58', 'ICMPv6'],
] as const;

export const packetLabels: Readonly<Record<keyof PacketForm, string>> = {
  direction: 'Direction',
  protocol: 'Protocol',
  sourceAddress: 'Source address',
  destinationAddress: 'Destination address',
  sourcePort: 'Source port',
  destinationPort: 'Destination port',
  bytes: 'Size in bytes',
};

/** Only these protocols have ports. */
export const hasPorts = ({ protocol }: Pick<PacketForm, 'protocol'>) => protocol === '6' || protocol === '17';

/** A request to the interface by HTTPS, from an address that documentation uses. */
export const firstPacket = ({ privateIpAddress }: Interface): PacketForm => ({
  direction: 'INGRESS',
  protocol: '6',
  sourceAddress: '198.51.100.7',
  destinationAddress: privateIpAddress ?? '',
  sourcePort: '40000',
  destinationPort: '443',
  bytes: '1500',
});

/** The same packet the other way. */
export const turned = (form: PacketForm, direction: string): PacketForm => ({
  ...form,
  direction,
  sourceAddress: form.destinationAddress,
  destinationAddress: form.sourceAddress,
  sourcePort: form.destinationPort,
  destinationPort: form.sourcePort,
});

/** @returns the input, or what is wrong with a field. The gateway checks the addresses. */
export function toPacket(
  networkInterfaceId: string,
  form: PacketForm,
): TrafficMirrorPacketInput | { readonly name: keyof PacketForm; readonly problem: string } {
  const numbers = hasPorts(form)
    ? (['sourcePort', 'destinationPort', 'bytes'] as const)
    : (['bytes'] as const);
  const wrong = numbers.find((name) => !/^\d{1,5}$/.test(form[name].trim()));
  if (wrong !== undefined) return { name: wrong, problem: 'Must be a whole number of up to 5 digits.' };
  return {
    networkInterfaceId,
    direction: form.direction === 'EGRESS' ? 'EGRESS' : 'INGRESS',
    protocol: Number(form.protocol),
    sourceAddress: form.sourceAddress.trim(),
    destinationAddress: form.destinationAddress.trim(),
    ...Object.fromEntries(numbers.map((name) => [name, Number(form[name])])),
  };
}

export type Simulation = NonNullable<SimulateQuery['simulateTrafficMirror']>;
type Step = Simulation['trace'][number];

/** How the picture shows a session while a packet is followed, by its AWS ID. */
export type Path = ReadonlyMap<string, 'takes' | 'passes' | 'never'>;

const paths: Readonly<Record<string, 'takes' | 'never'>> = {
  ACCEPTED_BY_RULE: 'takes',
  ACCEPTED_BY_SERVICE: 'takes',
  NOT_ASKED: 'never',
};

export const pathOf = ({ trace }: Simulation): Path =>
  new Map(trace.map(({ session, outcome }) => [session.trafficMirrorSessionId, paths[outcome] ?? 'passes']));

const outcomes: Readonly<Record<string, (rule: string) => string>> = {
  ACCEPTED_BY_RULE: (rule) => `takes it, because ${rule} accepts it`,
  ACCEPTED_BY_SERVICE: () => 'takes it, because its filter includes the network service',
  REJECTED_BY_RULE: (rule) => `does not take it, because ${rule} rejects it`,
  NO_RULE_MATCHES: () => 'does not take it, because no rule matches it',
  SERVICE_NOT_INCLUDED: () => 'does not take it, because its filter does not include the network service',
  NOT_READ: () => 'is not known: its filter could not be read',
  NOT_ASKED: () => 'is not asked',
};

/** What a session does with the packet, to follow its name. */
export const stepText = ({ outcome, rule }: Step) =>
  outcomes[outcome]?.(`rule ${rule?.ruleNumber ?? '?'}`) ?? outcome;

/** What arrives where, in a sentence. Undefined if nothing does. */
export function arrival(simulation: Simulation): string | undefined {
  const { bytesCopied, isTruncated, outerSourceAddress, outerDestinationAddresses, virtualNetworkId } =
    simulation;
  if (simulation.verdict !== 'MIRRORED') return undefined;
  const size =
    bytesCopied === null
      ? 'A copy'
      : `${bytesCopied.toLocaleString('en')} bytes${isTruncated ? ', not the whole packet,' : ''}`;
  const from = outerSourceAddress === null ? '' : ` from ${outerSourceAddress}`;
  const to = outerDestinationAddresses.length === 0 ? '' : ` to ${outerDestinationAddresses.join(' or ')}`;
  return `${size} are sent${from}${to} with VNI ${virtualNetworkId}.`.replace('A copy are', 'A copy is');
}
