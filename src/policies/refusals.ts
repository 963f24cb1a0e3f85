/** What it means for a pass that a step was not made. */
import { Ec2Failure, isDenial, isNumberTaken, isThrottle, refusesCredentials } from '../ec2/failure.ts';
import type { StepKind } from './policyPlan.ts';

/** Why a step was not made. */
export const refusalCodes = [
  'NUMBER_TAKEN',
  'NO_CAPACITY',
  'TARGET_GONE',
  'FILTER_GONE',
  'INELIGIBLE',
  'ACCOUNT_QUOTA',
  'UNAUTHORIZED',
  'NOT_CONVERGING',
  'REFUSED',
  'GONE',
  'UNKNOWN',
  'THROTTLED',
  'UNAVAILABLE',
  'NOT_ALLOWED',
  'AUDIT_UNAVAILABLE',
  'STOPPING',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/**
 * What else it ends.
 *
 * - `nothing`: what it is about is gone or not known, and the next pass sees it.
 * - `interface`: the interface is left alone for a while.
 * - `target`: the target gets no more sessions in this pass, and another one is tried.
 * - `creates`: nothing more is created in this pass of the account and Region.
 * - `policy`: the policy changes nothing more there in this pass.
 * - `place`: nothing more is changed there in this pass.
 */
export type Ends = 'nothing' | 'interface' | 'target' | 'creates' | 'policy' | 'place';

export interface Refusal {
  readonly code: RefusalCode;
  readonly ends: Ends;
}

/** Kinds of failures of which each ends the pass: nothing can be done about it there now. */
const endOfPlace: { readonly [Kind in Ec2Failure['kind']]?: RefusalCode } = {
  unrecorded: 'AUDIT_UNAVAILABLE',
  stopping: 'STOPPING',
  cancelled: 'STOPPING',
  busy: 'THROTTLED',
  unreachable: 'UNAVAILABLE',
  noCredentials: 'NOT_ALLOWED',
  credentialsDenied: 'NOT_ALLOWED',
  credentialsUnavailable: 'NOT_ALLOWED',
};

/** EC2's codes, as `api/errorCodes.ts` has their sources. */
const codesOfEc2: readonly (readonly [RegExp, Refusal])[] = [
  [/SourcesPerTargetLimitExceeded$/, { code: 'NO_CAPACITY', ends: 'target' }],
  [/SessionsPerInterfaceLimitExceeded$/, { code: 'INELIGIBLE', ends: 'interface' }],
  [/SessionLimitExceeded$/, { code: 'ACCOUNT_QUOTA', ends: 'creates' }],
  [/^NetworkInterfaceNotSupported$/, { code: 'INELIGIBLE', ends: 'interface' }],
  [/^InvalidTrafficMirrorTarget/, { code: 'TARGET_GONE', ends: 'target' }],
  [/^InvalidTrafficMirrorFilter.*No(t)?Found$/, { code: 'FILTER_GONE', ends: 'policy' }],
  [/^Invalid(NetworkInterface|TrafficMirrorSession).*No(t)?Found$/, { code: 'GONE', ends: 'nothing' }],
];

/** @returns undefined: the step is done all the same, because somebody else deleted the session. */
export function refusalOf(kind: StepKind, failure: Ec2Failure): Refusal | undefined {
  const { awsCode = '' } = failure;
  const ofPlace = endOfPlace[failure.kind];
  if (ofPlace !== undefined) return { code: ofPlace, ends: 'place' };
  if (isThrottle(awsCode)) return { code: 'THROTTLED', ends: 'place' };
  if (refusesCredentials(awsCode)) return { code: 'NOT_ALLOWED', ends: 'place' };
  if (isDenial(awsCode) || failure.kind === 'forbidden') return { code: 'UNAUTHORIZED', ends: 'interface' };
  if (failure.kind !== 'refused') return { code: 'UNKNOWN', ends: 'nothing' };
  const known = codesOfEc2.find(([pattern]) => pattern.test(awsCode))?.[1];
  if (kind === 'DELETE' && known?.code === 'GONE') return undefined;
  return known ?? { code: isNumberTaken(failure) ? 'NUMBER_TAKEN' : 'REFUSED', ends: 'interface' };
}

/** Whether AWS lets the gateway do nothing there of what it has tried. */
export function isNotAllowed(failure: unknown): boolean {
  const code = failure instanceof Ec2Failure ? refusalOf('MODIFY', failure)?.code : undefined;
  return code === 'NOT_ALLOWED' || code === 'UNAUTHORIZED';
}
