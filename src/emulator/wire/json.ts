/** Requests and responses of the AWS JSON 1.1 protocol, which Organizations speaks. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Ec2Error, malformedQuery } from '../errors.ts';
import type { WireObject } from './xml.ts';

export const jsonType = 'application/x-amz-json-1.1';

/** The action that the header `x-amz-target` names, as in `AWSOrganizationsV20161128.ListAccounts`. Undefined for another protocol. */
export function jsonAction({ 'x-amz-target': target }: IncomingHttpHeaders): string | undefined {
  return typeof target === 'string' ? target.split('.').at(-1) : undefined;
}

/** The members of the body: texts and numbers, which is all that the actions here take. */
export function parseJsonBody(body: Uint8Array): Map<string, string> {
  try {
    const members = Object.entries(Object(JSON.parse(new TextDecoder().decode(body) || '{}')));
    return new Map(members.map(([name, value]) => [name, String(value)]));
  } catch {
    throw malformedQuery('The body is not JSON');
  }
}

export const jsonDocuments = {
  document: (_action: string, _requestId: string, result: WireObject): string => JSON.stringify(result),
  errorDocument: (_requestId: string, { code, message }: Ec2Error): string =>
    JSON.stringify({ __type: code, message }),
};
