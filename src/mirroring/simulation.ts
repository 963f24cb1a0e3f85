/** The shapes of a simulation: what it looks at, and its answer. The schema's types of the same names describe the values. */
import type { Assumption } from './assumptions.ts';
import type { EndpointType } from './copies.ts';
import type { Filter, Rule, Session } from './records.ts';

export interface SimulatedSession<S extends Session = Session, R extends Rule = Rule> {
  readonly session: S;
  /** Null when it cannot be read. */
  readonly filter: Filter<R> | null;
  /** Null when it cannot be read. */
  readonly target: {
    readonly type: EndpointType;
    /** The addresses that copies may be sent to; empty when they are not known. */
    readonly receivers: readonly string[];
  } | null;
}

export interface SimulationFacts<S extends Session = Session, R extends Rule = Rule> {
  /** The primary IPv4 address of the interface; undefined when it is not known. */
  readonly privateIpAddress: string | undefined;
  /** The primary IPv4 block of its VPC; undefined when it cannot be read. */
  readonly vpcCidrBlock: string | undefined;
  /** All sessions of the interface, in any order. */
  readonly sessions: readonly SimulatedSession<S, R>[];
}

export type PacketVerdict = 'MIRRORED' | 'NOT_MIRRORED' | 'NEVER_MIRRORED' | 'UNKNOWN';

export type PacketOutcome =
  | 'ACCEPTED_BY_RULE'
  | 'ACCEPTED_BY_SERVICE'
  | 'REJECTED_BY_RULE'
  | 'NO_RULE_MATCHES'
  /** The packet belongs to a network service that the filter does not include. Rules do not decide it. */
  | 'SERVICE_NOT_INCLUDED'
  | 'NOT_READ'
  /** An earlier session has taken the packet, or EC2 decides without asking. */
  | 'NOT_ASKED';

export interface Step<S extends Session = Session, R extends Rule = Rule> {
  readonly session: S;
  readonly outcome: PacketOutcome;
  /** The rule that decided. */
  readonly rule: R | null;
}

export interface Simulation<S extends Session = Session, R extends Rule = Rule> {
  readonly verdict: PacketVerdict;
  readonly message: string;
  readonly session: S | null;
  readonly rule: R | null;
  readonly virtualNetworkId: number | null;
  readonly outerSourceAddress: string | null;
  readonly outerDestinationAddresses: readonly string[];
  readonly bytesCopied: number | null;
  readonly isTruncated: boolean | null;
  /** Every session, in evaluation order. */
  readonly trace: readonly Step<S, R>[];
  readonly assumptions: readonly Assumption[];
}
