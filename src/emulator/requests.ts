/** Requests: their parameters, and the service that they are for. */
import { ec2Actions } from './actions.ts';
import type { Caller } from './identity/callers.ts';
import type { SignedRequest } from './identity/signature.ts';
import { stsActions } from './identity/sts.ts';
import { parseQuery } from './wire/query.ts';
import { ec2Document, ec2ErrorDocument, stsDocument, stsErrorDocument } from './wire/xml.ts';

/** A request as the server read it. */
export type RawRequest = Omit<SignedRequest, 'query'> & { readonly queryString: string };

/** The two services on the port: their API versions and document formats. */
export const services = {
  ec2: { version: '2016-11-15', document: ec2Document, errorDocument: ec2ErrorDocument },
  sts: { version: '2011-06-15', document: stsDocument, errorDocument: stsErrorDocument },
};
export type Service = keyof typeof services;

/** The service that has the action; undefined if neither has. */
export function serviceOf(action: string): Service | undefined {
  if (Object.hasOwn(ec2Actions, action)) return 'ec2';
  return Object.hasOwn(stsActions, action) ? 'sts' : undefined;
}

/** A request whose parameters and caller are known. */
export interface Received {
  readonly action: string;
  readonly service: Service;
  /** Without Action and Version. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly caller: Caller;
}

/** The parameters of the query string and of the form body, without those that a presigned query adds. */
export function readParameters(
  { method, body }: RawRequest,
  query: ReadonlyMap<string, string>,
): Map<string, string> {
  const parameters = method === 'POST' ? parseQuery(body) : new Map<string, string>();
  for (const [name, value] of query) if (!name.startsWith('X-Amz-')) parameters.set(name, value);
  return parameters;
}
