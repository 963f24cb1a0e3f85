/**
 * Every error that the embedded EC2 returns: code, message, HTTP status. Codes are spelled as on the wire, which
 * differs from the documentation in places.
 */
import { decisions } from './decisions.ts';

/** An error that the client receives as an error document. `status` is the HTTP status. */
export class Ec2Error extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = statusOf[code] ?? 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** An error that a test has scripted: every service sends it as it is. */
export class ScriptedError extends Ec2Error {}

/** HTTP statuses of the codes whose status is not 400 (EC2 error-codes page). */
const statusOf: Readonly<Record<string, number>> = {
  AuthFailure: 401,
  UnauthorizedOperation: 403,
  AccessDenied: 403,
  InvalidClientTokenId: 403,
  SignatureDoesNotMatch: 403,
  ExpiredToken: 403,
  DryRunOperation: 412,
  InternalError: 500,
  ServiceUnavailable: 503,
  Unavailable: 503,
  RequestLimitExceeded: 503,
};

const error = (code: string, message: string) => new Ec2Error(code, message);

/** EC2's messages start parameter names with a lower-case letter: `maxResults`. */
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

// Malformed requests and parameters.
export const missingAction = () => error('MissingAction', 'The request must contain the parameter Action');
export const invalidAction = (name: string) =>
  error('InvalidAction', `The action ${name} is not valid for this web service.`);
export const unsupportedOperation = (name: string) =>
  error(
    'UnsupportedOperation',
    `EC2 has the action ${name}, but the embedded EC2 does not. docs/emulator.md lists the actions that it has.`,
  );
export const noSuchVersion = (version: string) =>
  error('NoSuchVersion', `The requested version (${version}) of the service does not exist`);
export const malformedQuery = (why: string) => error('MalformedQueryString', why);
export const duplicateParameter = (name: string) =>
  error(decisions.duplicateParameterCode, `The parameter ${name} may only be specified once`);
export const unknownParameter = (name: string) =>
  error('UnknownParameter', `The parameter ${name} is not recognized`);
export const missingParameter = (name: string) =>
  error('MissingParameter', `The request must contain the parameter ${name}`);
export const invalidValue = (name: string, value: string, why: string) =>
  error('InvalidParameterValue', `Value ( ${value} ) for parameter ${lowerFirst(name)} is invalid. ${why}`);
export const invalidParameter = (why: string) => error('InvalidParameterValue', why);
export const invalidCombination = (why: string) => error('InvalidParameterCombination', why);
export const setAndRemoved = (field: string) =>
  error(decisions.setAndRemovedCode, `${field} cannot be both set and removed in one request`);
export const invalidFilter = (name: string) =>
  error('InvalidParameterValue', `The filter '${name}' is invalid`);
export const filterLimitExceeded = (what: 'filters' | 'filter values', max: number) =>
  error('FilterLimitExceeded', `The maximum number of ${what} specified on a single call is ${max}`);
export const invalidNextToken = () => error('InvalidParameterValue', 'Unable to parse pagination token');

// Dry runs, authorization, authentication and throttling.
export const dryRun = () => error('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
export const unauthorized = (requestId: string) =>
  error(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. Encoded authorization failure message: ${requestId.replaceAll('-', '')}`,
  );
export const accessDenied = (arn: string, action: string) =>
  error('AccessDenied', `User: ${arn} is not authorized to perform: ${action}`);
export const malformedPolicy = (why: string) => error('MalformedPolicyDocument', why);
export const authFailure = () =>
  error('AuthFailure', 'AWS was not able to validate the provided access credentials');
export const unsignedRequest = () =>
  error(decisions.unsignedRequestCode, 'AWS was not able to validate the provided access credentials');
export const incompleteSignature = (why: string) => error('IncompleteSignature', why);
export const requestExpired = () => error('RequestExpired', 'Request has expired.');
export const requestLimitExceeded = () => error('RequestLimitExceeded', 'Request limit exceeded.');
export const internalError = () => error('InternalError', 'An internal error has occurred');

// Tags (the messages are EC2's).
export const tooManyTags = () => error('TagLimitExceeded', 'More than 50 tags specified');
export const notTaggable = (resourceType: string) =>
  error(
    'InvalidParameterValue',
    `'${resourceType}' is not a valid taggable resource type for this operation.`,
  );
export const invalidId = (id: string) => error('InvalidID', `The ID '${id}' is not valid`);

// Traffic Mirroring.
export const limitExceeded = (code: string, message: string) => error(code, message);
export const idempotentParameterMismatch = () =>
  error(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );
export const targetInUse = (id: string, sessions: string) =>
  error('TrafficMirrorTargetInUse', `Cannot delete ${id}. Target is in use by ${sessions}`);
export const filterInUse = (id: string, sessions: string) =>
  error('TrafficMirrorFilterInUse', `Cannot delete ${id}. Filter is in use by ${sessions}`);
export const ruleExists = (ruleNumber: number, direction: string) =>
  error(
    'TrafficMirrorFilterRuleAlreadyExists',
    `A traffic mirror filter rule with rule number ${ruleNumber} already exists for ${direction} traffic`,
  );
export const sessionNumberTaken = (sessionNumber: number, networkInterfaceId: string) =>
  error(
    decisions.sessionNumberTakenCode,
    `The session number ${sessionNumber} is already being used for network interface ${networkInterfaceId}`,
  );
export const unsupportedSource = (why: string) => error('NetworkInterfaceNotSupported', why);
export const unsuitableSource = (why: string) => error(decisions.unsuitableSourceCode, why);
export const invalidTarget = (why: string) => error('InvalidTrafficMirrorTarget', why);
export const malformedLoadBalancerArn = (arn: string) =>
  error('InvalidNetworkLoadBalancerArn.Malformed', `'${arn}' is not a valid network load balancer ARN`);
export const unknownLoadBalancer = (arn: string) =>
  error('InvalidNetworkLoadBalancerArn.NotFound', `The network load balancer '${arn}' does not exist`);
export const portsWithoutProtocol = (why: string) => error(decisions.portsWithoutProtocolCode, why);

// Interfaces (the messages are EC2's: terraform-provider-aws #27513, cloud-nuke #431, boto3 #2219 and others quote them).
export const interfaceAttached = (id: string) =>
  error('InvalidNetworkInterface.InUse', `Interface: [${id}] in use.`);
export const interfaceInUse = (id: string) =>
  error('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
export const indexTaken = (instanceId: string, deviceIndex: number) =>
  error(
    'InvalidParameterValue',
    `Instance '${instanceId}' already has an interface attached at device index '${deviceIndex}'.`,
  );
export const notPermitted = (why: string) => error('OperationNotPermitted', why);
export const otherZone = () =>
  error(
    'InvalidParameterCombination',
    'You may not attach a network interface to an instance if they are not in the same availability zone',
  );
export const addressInUse = (address: string) =>
  error('InvalidIPAddress.InUse', `Address ${address} is in use.`);
export const noFreeAddress = () =>
  error(
    'InsufficientFreeAddressesInSubnet',
    'The specified subnet does not have enough free addresses to satisfy the request.',
  );
export const otherNetwork = (groupId: string, subnetId: string) =>
  error('InvalidParameter', `Security group ${groupId} and subnet ${subnetId} belong to different networks.`);

// Instances (the messages are EC2's).
export const noDefaultVpc = () =>
  error(
    'VPCIdNotSpecified',
    'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
  );
export const noDefaultSubnet = (vpcId: string) =>
  error('MissingInput', `No subnets found for the default VPC '${vpcId}'. Please specify a subnet.`);
export const wrongState = (id: string, change: string) =>
  error('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be ${change}.`);
export const instanceTerminated = () =>
  error(
    'IdempotentInstanceTerminated',
    'The client token was used by an earlier request, whose instance has been terminated',
  );

// Rules of security groups (the messages are EC2's).
export const ruleDuplicate = (rule: string) =>
  error('InvalidPermission.Duplicate', `the specified rule "${rule}" already exists`);
export const ruleNotFound = () =>
  error('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
export const groupNotFound = (name: string, vpcId: string) =>
  error('InvalidGroup.NotFound', `The security group '${name}' does not exist in default VPC '${vpcId}'`);

// Resources.
export const unknownInstanceTypes = (types: readonly string[]) =>
  error('InvalidInstanceType', `The following supplied instance types do not exist: [${types.join(', ')}]`);
/** `names` are names or ids of zones. */
export const unknownZones = (what: 'zone' | 'zone-id', names: readonly string[]) =>
  error('InvalidParameterValue', `Invalid availability ${what}: [${names.join(', ')}]`);
export const unknownGroupNames = (names: readonly string[]) =>
  error('InvalidGroup.NotFound', `The security group '${names.join(', ')}' does not exist in default VPC`);
export const creditsNotSupported = (ids: readonly string[]) =>
  error(
    'InstanceCreditSpecification.NotSupported',
    `The instance type of ${ids.join(', ')} does not support credit specifications`,
  );
export const notFound = (code: string, noun: string, ids: readonly string[]) =>
  error(
    code,
    ids.length === 1
      ? `The ${noun} ID '${ids[0]}' does not exist`
      : `The ${noun} IDs '${ids.join(', ')}' do not exist`,
  );
export const malformedId = (code: string, id: string, prefix: string) =>
  error(code, `Invalid id: "${id}" (expecting "${prefix}-...")`);
