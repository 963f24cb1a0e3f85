/** What happens to one packet at a source interface: which session copies it, what every session says, and why. */
import { type Answers, askAboutDns, askRules, isAccepted } from './askSessions.ts';
import type { Assumption } from './assumptions.ts';
import { copySize } from './copies.ts';
import { isAmazonDns, neverMirrored } from './exempt.ts';
import type { Packet } from './packets.ts';
import type { Rule, Session } from './records.ts';
import type { PacketVerdict, SimulatedSession, Simulation, SimulationFacts, Step } from './simulation.ts';

/** Simulates a packet. What AWS does not document and the answer rests on is in its assumptions. */
export function simulate<S extends Session, R extends Rule>(
  packet: Packet,
  facts: SimulationFacts<S, R>,
): Simulation<S, R> {
  const sessions = facts.sessions.toSorted((left, right) => numberOf(left) - numberOf(right));
  const notAsked = sessions.map(({ session }): Step<S, R> => ({ session, outcome: 'NOT_ASKED', rule: null }));
  const service = neverMirrored(packet);
  if (service !== undefined) return withoutCopy('NEVER_MIRRORED', `EC2 never mirrors ${service}.`, notAsked);

  const admitted: Assumption[] = packet.direction === 'ingress' ? ['INBOUND_WAS_ADMITTED'] : [];
  const isDns = isAmazonDns(packet, facts.vpcCidrBlock);
  if (isDns === null && sessions.length > 0) return withoutCopy('UNKNOWN', unknownServer, notAsked, admitted);
  const answers = isDns ? askAboutDns(sessions) : askRules(packet, sessions);
  const steps = answers.steps.map(({ session, outcome, rule }) => ({ session, outcome, rule }));
  return conclude(packet, facts, sessions, {
    steps,
    assumptions: [...admitted, ...answers.assumptions],
  });
}

const numberOf = ({ session }: SimulatedSession) => session.sessionNumber ?? Number.POSITIVE_INFINITY;

const unknownServer =
  'Whether the other end is the Amazon DNS server of the VPC is not known: the VPC could not be read. That needs the permission `traffic-mirror:insight` and the IAM action `ec2:DescribeVpcs`.';

function conclude<S extends Session, R extends Rule>(
  packet: Packet,
  facts: SimulationFacts<S, R>,
  sessions: readonly SimulatedSession<S, R>[],
  { steps, assumptions }: Answers<S, R>,
): Simulation<S, R> {
  const unread = steps.filter(({ outcome }) => outcome === 'NOT_READ');
  if (unread.length > 0) {
    const names = unread.map(({ session }) => nameOf(session)).join(' and ');
    return withoutCopy('UNKNOWN', `The filter of ${names} could not be read.`, steps, assumptions);
  }
  const place = steps.findIndex(isAccepted);
  const [taker, step] = [sessions[place], steps[place]];
  return taker && step
    ? withCopy(packet, facts, taker, step, { steps, assumptions })
    : withoutCopy('NOT_MIRRORED', whyNot(steps), steps, assumptions);
}

const nameOf = ({ sessionNumber, trafficMirrorSessionId }: Session) =>
  `session ${sessionNumber} (${trafficMirrorSessionId})`;

function whyNot(steps: readonly Step[]): string {
  if (steps.length === 0) return 'The interface has no sessions.';
  return steps.some(({ outcome }) => outcome === 'SERVICE_NOT_INCLUDED')
    ? 'It belongs to the Amazon DNS service, which no session of the interface includes.'
    : 'No session of the interface accepts it.';
}

function withoutCopy<S extends Session, R extends Rule>(
  verdict: PacketVerdict,
  message: string,
  trace: readonly Step<S, R>[],
  assumptions: readonly Assumption[] = [],
): Simulation<S, R> {
  return {
    verdict,
    message,
    session: null,
    rule: null,
    virtualNetworkId: null,
    outerSourceAddress: null,
    outerDestinationAddresses: [],
    bytesCopied: null,
    isTruncated: null,
    trace,
    assumptions,
  };
}

function withCopy<S extends Session, R extends Rule>(
  packet: Packet,
  { privateIpAddress }: SimulationFacts<S, R>,
  { session, filter, target }: SimulatedSession<S, R>,
  { rule }: Step<S, R>,
  { steps, assumptions }: Answers<S, R>,
): Simulation<S, R> {
  const size = target && copySize(packet, session, target.type);
  const because = rule
    ? `rule ${rule.ruleNumber} of ${filter?.trafficMirrorFilterId} accepts it`
    : 'its filter includes the Amazon DNS service';
  return {
    verdict: 'MIRRORED',
    message: `Mirrored by ${nameOf(session)}: ${because}.`,
    session,
    rule,
    virtualNetworkId: session.virtualNetworkId ?? null,
    outerSourceAddress: privateIpAddress ?? null,
    outerDestinationAddresses: target?.receivers ?? [],
    bytesCopied: size?.bytesCopied ?? null,
    isTruncated: size?.isTruncated ?? null,
    trace: steps,
    assumptions: [...assumptions, ...(size?.assumptions ?? [])],
  };
}
