/** Requests: their parameters, and the service that they are for. */
import { ec2Actions } from './actions.ts';
import { ec2ActionNames } from './ec2ActionNames.ts';
import { type Ec2Error, invalidAction, unsupportedOperation } from './errors.ts';
import type { Caller } from './identity/callers.ts';
import type { SignedRequest } from './identity/signature.ts';
import { stsActions } from './identity/sts.ts';
import { loadBalancingActions, noAction } from './loadBalancing/actions.ts';
import { toOwnError } from './loadBalancing/errors.ts';
import { organizationsActions } from './organization/actions.ts';
import { toOwnError as toOrganizationsError, unknownOperation } from './organization/errors.ts';
import { jsonAction, jsonDocuments, jsonType, parseJsonBody } from './wire/json.ts';
import { parseQuery } from './wire/query.ts';
import { ec2Document, ec2ErrorDocument, queryDocuments, type WireObject } from './wire/xml.ts';

/** A request as the server read it. */
export type RawRequest = Omit<SignedRequest, 'query'> & { readonly queryString: string };

export type Service = 'ec2' | 'sts' | 'elasticloadbalancing' | 'organizations';

/** What the services on the port differ in. */
interface Dialect {
  /** What requests name; undefined where they name none. */
  readonly version: string | undefined;
  readonly contentType: string;
  readonly actions: Readonly<Record<string, unknown>>;
  /** The error for an action that is not among them. */
  readonly noAction: (action: string) => Ec2Error;
  readonly document: (action: string, requestId: string, result: WireObject) => string;
  readonly errorDocument: (requestId: string, error: Ec2Error) => string;
  /** The service's own words for an error that all of them have. */
  readonly toOwnError: (error: Ec2Error) => Ec2Error;
  /** The parameter and the element with the position of the next page. */
  readonly paging: { readonly sent: string; readonly next: string };
}

const xmlType = 'text/xml;charset=UTF-8';
const inEc2Words = (error: Ec2Error) => error;
const nextToken = { sent: 'NextToken', next: 'nextToken' };

export const services: Readonly<Record<Service, Dialect>> = {
  ec2: {
    version: '2016-11-15',
    contentType: xmlType,
    actions: ec2Actions,
    noAction: (action) => (ec2ActionNames.has(action) ? unsupportedOperation(action) : invalidAction(action)),
    document: ec2Document,
    errorDocument: ec2ErrorDocument,
    toOwnError: inEc2Words,
    paging: nextToken,
  },
  sts: {
    version: '2011-06-15',
    contentType: xmlType,
    actions: stsActions,
    noAction: invalidAction,
    ...queryDocuments('https://sts.amazonaws.com/doc/2011-06-15/'),
    toOwnError: inEc2Words,
    paging: nextToken,
  },
  elasticloadbalancing: {
    version: '2015-12-01',
    contentType: xmlType,
    actions: loadBalancingActions,
    noAction,
    ...queryDocuments('http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/'),
    toOwnError,
    paging: { sent: 'Marker', next: 'NextMarker' },
  },
  organizations: {
    version: undefined,
    contentType: jsonType,
    actions: organizationsActions,
    noAction: unknownOperation,
    ...jsonDocuments,
    toOwnError: toOrganizationsError,
    paging: { sent: 'NextToken', next: 'NextToken' },
  },
};

/**
 * The service of a request: Elastic Load Balancing if its signature is for that, because EC2 has actions of the same
 * name, and Organizations, whose actions are in a header; otherwise the one that has the action, so that a signature for the wrong service is refused in its words.
 *
 * @param signedFor the service that the signature names; undefined if there is none to read.
 * @returns undefined if no service has the action.
 */
export function serviceOf(action: string, signedFor: string | undefined): Service | undefined {
  if (signedFor === 'elasticloadbalancing' || signedFor === 'organizations') return signedFor;
  return (['ec2', 'sts'] as const).find((service) => Object.hasOwn(services[service].actions, action));
}

/** The name under which an action is counted, denied and made to fail: with its service where EC2 has one of that name. */
export const keyOf = (service: Service, action: string): string =>
  service !== 'ec2' && Object.hasOwn(ec2Actions, action) ? `${service}:${action}` : action;

/**
 * The key of an action that somebody names, with or without its service. Throws RangeError for an unknown one, because
 * a misspelled action would never be denied or fail.
 */
export function knownAction(name: string): string {
  const [, prefix, action] = /^(?:(\w+):)?(\w+)$/.exec(name) ?? [];
  // Object.keys forgets the names.
  const service = (Object.keys(services) as Service[]).find(
    (one) => (prefix ?? one) === one && Object.hasOwn(services[one].actions, action ?? ''),
  );
  if (!service || action === undefined) throw new RangeError(`unknown action ${name}`);
  return keyOf(service, action);
}

/** A request whose parameters and caller are known. */
export interface Received {
  readonly action: string;
  /** See `keyOf`. */
  readonly key: string;
  readonly service: Service;
  /** Without Action and Version. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly caller: Caller;
}

/** The parameters of the query string and of the form body, without those that a presigned query adds. */
export function readParameters(
  { method, body, headers }: RawRequest,
  query: ReadonlyMap<string, string>,
): Map<string, string> {
  const action = jsonAction(headers);
  if (action !== undefined) return parseJsonBody(body).set('Action', action);
  const parameters = method === 'POST' ? parseQuery(body) : new Map<string, string>();
  for (const [name, value] of query) if (!name.startsWith('X-Amz-')) parameters.set(name, value);
  return parameters;
}
