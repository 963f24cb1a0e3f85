/** Asks the sessions of an interface about a packet, in the order of their numbers. The first that accepts it takes it. */
import type { Assumption } from './assumptions.ts';
import { decide } from './decide.ts';
import { isNtp } from './exempt.ts';
import { parseFilter } from './filters.ts';
import type { PacketSet } from './packetSets.ts';
import { type Packet, setOf } from './packets.ts';
import type { Rule, Session } from './records.ts';
import type { PacketOutcome, SimulatedSession, Step } from './simulation.ts';

export interface Answers<S extends Session, R extends Rule> {
  /** One for each session, in the same order. */
  readonly steps: readonly Step<S, R>[];
  readonly assumptions: readonly Assumption[];
}

interface Says<R extends Rule> {
  readonly outcome: PacketOutcome;
  readonly rule: R | null;
  /** Whether it rests on the ports of the packet. */
  readonly portsMatter: boolean;
}

const says = (outcome: PacketOutcome) => ({ outcome, rule: null, portsMatter: false });

export const isAccepted = ({ outcome }: Pick<Step, 'outcome'>): boolean =>
  outcome === 'ACCEPTED_BY_RULE' || outcome === 'ACCEPTED_BY_SERVICE';

/** Asks about a packet of the Amazon DNS service: rules never decide those (EC2 API reference, ModifyTrafficMirrorFilterNetworkServices). */
export function askAboutDns<S extends Session, R extends Rule>(
  sessions: readonly SimulatedSession<S, R>[],
): Answers<S, R> {
  const steps = inTurn(sessions, ({ filter }) => {
    if (filter === null) return says('NOT_READ');
    const included = filter.rawNetworkServices.includes('amazon-dns');
    return says(included ? 'ACCEPTED_BY_SERVICE' : 'SERVICE_NOT_INCLUDED');
  });
  return { steps, assumptions: [] };
}

/** Asks about any other packet that can be mirrored. */
export function askRules<S extends Session, R extends Rule>(
  packet: Packet,
  sessions: readonly SimulatedSession<S, R>[],
): Answers<S, R> {
  const only = setOf(packet);
  const steps = inTurn(sessions, ({ filter }) => ask(filter, packet, only));
  const assumptions: Assumption[] = [];
  if (restsOnReject(steps)) assumptions.push('REJECT_FALLS_THROUGH');
  if (isNtp(packet)) assumptions.push('ONLY_AMAZON_NTP');
  if (steps.some(({ portsMatter }) => portsMatter)) assumptions.push('NOT_A_FRAGMENT');
  return { steps, assumptions };
}

function ask<R extends Rule>(
  filter: SimulatedSession<Session, R>['filter'],
  { direction }: Packet,
  only: PacketSet,
): Says<R> {
  const parsed = filter && parseFilter(filter);
  if (parsed === null) return says('NOT_READ');
  const { rule, portsMatter } = decide(parsed[direction], only);
  if (rule === null) return { outcome: 'NO_RULE_MATCHES', rule, portsMatter };
  return {
    outcome: rule.accepts ? 'ACCEPTED_BY_RULE' : 'REJECTED_BY_RULE',
    rule: rule.record,
    portsMatter,
  };
}

function inTurn<S extends Session, R extends Rule>(
  sessions: readonly SimulatedSession<S, R>[],
  answer: (session: SimulatedSession<S, R>) => Says<R>,
): (Says<R> & { readonly session: S })[] {
  let isTaken = false;
  return sessions.map((simulated) => {
    const said = isTaken ? says('NOT_ASKED') : answer(simulated);
    isTaken ||= isAccepted(said);
    return { session: simulated.session, ...said };
  });
}

/** Whether one session rejects the packet and a later one can still take it. */
function restsOnReject(steps: readonly Pick<Step, 'outcome'>[]): boolean {
  const rejected = steps.findIndex(({ outcome }) => outcome === 'REJECTED_BY_RULE');
  const laterOnes = rejected < 0 ? [] : steps.slice(rejected);
  return laterOnes.some((step) => isAccepted(step) || step.outcome === 'NOT_READ');
}
