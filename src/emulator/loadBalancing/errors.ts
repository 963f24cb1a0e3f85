/** The errors of Elastic Load Balancing: its own, and its words for those that all services here have. */
import { Ec2Error, ScriptedError } from '../errors.ts';
import type { ArnKind } from './arns.ts';

const error = (code: string, message: string) => new Ec2Error(code, message, 400);

export const validationError = (why: string) => error('ValidationError', why);
export const malformedArn = ({ noun }: ArnKind, arn: string) =>
  validationError(`'${arn}' is not a valid ${noun} ARN`);
export const arnNotFound = ({ notFound, noun }: ArnKind) => error(notFound, `One or more ${noun}s not found`);
export const namesNotFound = ({ notFound, noun }: ArnKind, names: readonly string[]) =>
  error(notFound, `${noun.charAt(0).toUpperCase()}${noun.slice(1)}s '[${names.join(', ')}]' not found`);
export const couldNotFind = (action: string) =>
  error('InvalidAction', `Could not find operation ${action} for version 2015-12-01`);
export const unsupported = (what: string) =>
  error('UnsupportedOperation', `The embedded Elastic Load Balancing does not have ${what}.`);

export const duplicateListener = () =>
  error('DuplicateListener', 'A listener already exists on this port for this load balancer');
export const unsupportedProtocol = (protocol: string, type: string) =>
  error('UnsupportedProtocol', `Protocol ${protocol} is not supported for load balancers of type ${type}`);
export const incompatibleProtocols = (protocol: string, groupProtocol: string) =>
  error(
    'IncompatibleProtocols',
    `A listener of protocol ${protocol} cannot forward to a target group of protocol ${groupProtocol}`,
  );
export const invalidConfiguration = (why: string) => error('InvalidConfigurationRequest', why);
export const groupHasLoadBalancer = (arn: string) =>
  error(
    'TargetGroupAssociationLimit',
    `The following target groups cannot be associated with more than one load balancer: ${arn}`,
  );
export const invalidTarget = (why: string) => error('InvalidTarget', why);

/**
 * Codes and statuses of what every service here may answer (ELB API reference, "Common Errors", and
 * `Throttling`, which AWS clients know of all Query APIs). What is not here keeps its code.
 */
const own: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AuthFailure: ['SignatureDoesNotMatch', 403],
  RequestLimitExceeded: ['Throttling', 400],
  TagLimitExceeded: ['TooManyTags', 400],
  InternalError: ['InternalFailure', 500],
  NoSuchVersion: ['InvalidAction', 400],
  InvalidParameterValue: ['ValidationError', 400],
  InvalidParameterCombination: ['ValidationError', 400],
  MissingParameter: ['ValidationError', 400],
  UnknownParameter: ['ValidationError', 400],
};

/** The error as Elastic Load Balancing says it. What a test has scripted stays as it is. */
export function toOwnError(known: Ec2Error): Ec2Error {
  const [code, status] = (Object.hasOwn(own, known.code) && own[known.code]) || [];
  if (code === undefined || known instanceof ScriptedError) return known;
  return new Ec2Error(code, code === 'Throttling' ? 'Rate exceeded' : known.message, status);
}
