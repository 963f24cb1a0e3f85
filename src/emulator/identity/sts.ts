/** STS, on the same port: the identity of the caller, and temporary credentials for roles. */
import { randomBytes } from 'node:crypto';
import { Ec2Error, missingParameter } from '../errors.ts';
import type { WireObject } from '../wire/xml.ts';
import type { Caller, Callers } from './callers.ts';
import { notEvaluated } from './policyParts.ts';
import { parseSessionPolicy } from './sessionPolicy.ts';

/** The input of an STS action. `nowMs` is milliseconds since 1970. */
interface StsCall {
  readonly parameters: ReadonlyMap<string, string>;
  readonly caller: Caller;
  readonly callers: Callers;
  readonly nowMs: number;
}

/**
 * Returns the identity of the caller. In AWS this needs no permission and cannot be denied; here a test can deny it.
 */
function GetCallerIdentity({ caller }: StsCall): WireObject {
  return { Arn: caller.arn, UserId: caller.userId, Account: caller.accountId };
}

/**
 * Issues credentials in the role's account. They allow what the session policy allows, or everything if there is none.
 * Session tags are accepted and have no effect.
 */
function AssumeRole({ parameters, caller, callers, nowMs }: StsCall): WireObject {
  const roleArn = required(parameters, 'RoleArn');
  const sessionName = required(parameters, 'RoleSessionName');
  const { partition, accountId, name } = parseRole(roleArn);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) throw validationError('roleSessionName', sessionName);
  const durationText = parameters.get('DurationSeconds') ?? '3600';
  const durationSeconds = /^\d{1,6}$/.test(durationText) ? Number(durationText) : 0;
  if (durationSeconds < 900 || durationSeconds > 43_200)
    throw validationError('durationSeconds', durationText);
  const policy = readPolicy(parameters);
  if (!callers.mayAssume(roleArn, parameters.get('ExternalId'))) {
    throw new Ec2Error(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
  }
  const accessKeyId = `ASIA${base32(16)}`;
  const roleId = `AROA${base32(17)}:${sessionName}`;
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName}`;
  const expiresAt = nowMs + durationSeconds * 1000;
  const secretAccessKey = randomBytes(30).toString('base64');
  const sessionToken = randomBytes(120).toString('base64');
  callers.issue(
    accessKeyId,
    { accountId, secretAccessKey, sessionToken, arn, userId: roleId, policy, expiresAt },
    nowMs,
  );
  return {
    AssumedRoleUser: { AssumedRoleId: roleId, Arn: arn },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: new Date(expiresAt).toISOString(),
    },
  };
}

/** Every STS action that the emulator implements. */
export const stsActions: Readonly<Record<string, (call: StsCall) => WireObject>> = {
  AssumeRole,
  GetCallerIdentity,
};

function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (!value) throw missingParameter(name);
  return value;
}

/** Reads the session policy, of at most 2,048 characters (STS API reference, AssumeRole). */
function readPolicy(parameters: ReadonlyMap<string, string>) {
  const managed = [...parameters.keys()].find((name) => name.startsWith('PolicyArns.'));
  if (managed !== undefined) throw notEvaluated(managed);
  const text = parameters.get('Policy');
  if (text === undefined) return undefined;
  if (text === '' || text.length > 2_048) throw validationError('policy', text);
  return parseSessionPolicy(text);
}

/** The account that an ARN of a role names; undefined if there is none to read. */
export const accountOfRole = (roleArn: string): string | undefined => roleArn.split(':')[4];

function parseRole(roleArn: string): { partition: string; accountId: string; name: string } {
  const [, partition, accountId, path] = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  const name = path?.split('/').at(-1);
  if (!partition || !accountId || !name) throw validationError('roleArn', roleArn);
  return { partition, accountId, name };
}

const validationError = (name: string, value: string) =>
  new Ec2Error(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint`,
  );

/** Upper-case letters and the digits 2 to 7, as in AWS's own unique ids. */
const base32 = (length: number) =>
  Array.from(randomBytes(length), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(byte % 32)).join('');
