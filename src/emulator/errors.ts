/** Every error the embedded EC2 answers with: code, message, HTTP status. Codes are the ones on the wire, not the documented spellings. */
import { decisions } from './decisions.ts';

/** An error document for the client. `status` is the HTTP status. */
export class Ec2Error extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = statusOf[code] ?? 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The codes that are not 400 (EC2 error-codes page). */
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

/** EC2 shows parameter names with a small first letter in its messages: `maxResults`. */
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

// Requests as such.
export const missingAction = () => error('MissingAction', 'The request must contain the parameter Action');
export const invalidAction = (name: string) =>
  error('InvalidAction', `The action ${name} is not valid for this web service.`);
export const noSuchVersion = (version: string) =>
  error('NoSuchVersion', `The requested version (${version}) of the service does not exist`);
export const malformedQuery = (why: string) => error('MalformedQueryString', why);
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
export const filterLimitExceeded = () =>
  error('FilterLimitExceeded', 'The maximum number of filter values specified on a single call is 200');
export const invalidNextToken = () => error('InvalidParameterValue', 'Unable to parse pagination token');

// Who may do what.
export const dryRun = () => error('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
export const unauthorized = (requestId: string) =>
  error(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. Encoded authorization failure message: ${requestId.replaceAll('-', '')}`,
  );
export const authFailure = () =>
  error('AuthFailure', 'AWS was not able to validate the provided access credentials');
export const unsignedRequest = () =>
  error(decisions.unsignedRequestCode, 'AWS was not able to validate the provided access credentials');
export const incompleteSignature = (why: string) => error('IncompleteSignature', why);
export const requestExpired = () => error('RequestExpired', 'Request has expired.');
export const requestLimitExceeded = () => error('RequestLimitExceeded', 'Request limit exceeded.');
export const internalError = () => error('InternalError', 'An internal error has occurred');

// Resources.
export const notFound = (code: string, noun: string, ids: readonly string[]) =>
  error(
    code,
    ids.length === 1
      ? `The ${noun} ID '${ids[0]}' does not exist`
      : `The ${noun} IDs '${ids.join(', ')}' do not exist`,
  );
export const malformedId = (code: string, id: string, prefix: string) =>
  error(code, `Invalid id: "${id}" (expecting "${prefix}-...")`);
