/** The errors of AWS Organizations, and its words for those that all services here have. */
import { Ec2Error, ScriptedError } from '../errors.ts';

const error = (code: string, message: string) => new Ec2Error(code, message, 400);

export const invalidInput = (why: string) => error('InvalidInputException', why);
export const parentNotFound = () =>
  error('ParentNotFoundException', "You specified parent that doesn't exist.");
export const unknownOperation = (action: string) =>
  error('UnknownOperationException', `The operation ${action} is not known.`);

/** Codes and statuses of services with JSON (Organizations API reference, "Common Error Types"). What is not here keeps its code. */
const own: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDenied: ['AccessDeniedException', 400],
  AuthFailure: ['UnrecognizedClientException', 400],
  InvalidClientTokenId: ['UnrecognizedClientException', 400],
  SignatureDoesNotMatch: ['InvalidSignatureException', 400],
  ExpiredToken: ['ExpiredTokenException', 400],
  RequestLimitExceeded: ['TooManyRequestsException', 400],
  InternalError: ['ServiceException', 500],
};

/** The error as Organizations says it. What a test has scripted stays as it is. */
export function toOwnError(known: Ec2Error): Ec2Error {
  const [code, status] = (Object.hasOwn(own, known.code) && own[known.code]) || [];
  if (code === undefined || known instanceof ScriptedError) return known;
  return new Ec2Error(code, known.message, status);
}
