/** What the resolvers of sessions, targets, filters and rules share: ids, tags, references and connections. */
import type DataLoader from 'dataloader';
import type { TrafficMirrorFilterRuleRecord } from '../../ec2/filterRules.ts';
import type { TrafficMirrorFilterRecord } from '../../ec2/filters.ts';
import type { InterfaceFacts } from '../../ec2/networkInterfaces.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import { type TagRecord, valueOfTag } from '../../ec2/tags.ts';
import type { TrafficMirrorTargetRecord } from '../../ec2/targets.ts';
import type { AwsScopeInput } from '../../generated/types.ts';
import type { Connection } from '../connections.ts';
import type { GatewayContext } from '../context.ts';
import { badRequest, toScopeError } from '../errors.ts';
import { expectedId, type IdKind, parseId, toArn, toGlobalId } from '../ids.ts';
import type { Loaders } from '../loaders.ts';
import { chooseScope } from '../scoping.ts';

export type SessionConnection = Connection<TrafficMirrorSessionRecord>;
export type TargetConnection = Connection<TrafficMirrorTargetRecord>;
export type FilterConnection = Connection<TrafficMirrorFilterRecord>;
export type FilterRuleConnection = Connection<TrafficMirrorFilterRuleRecord>;
export type InterfaceConnection = Connection<InterfaceFacts>;

interface ResourceRecord {
  readonly scope: Ec2Scope;
  readonly ownerId?: string | undefined;
}

/** One kind of resource: its name in the schema, its AWS ID, and the loader that reads it. */
export interface Resource<Record> {
  readonly kind: IdKind;
  readonly idOf: (record: Record) => string;
  readonly loader: (loaders: Loaders) => DataLoader<string, Record | null>;
}

/** The fields that EC2 does not send but that follow from the AWS ID and the scope, and the resolver of references. */
export function resourceFields<Record extends ResourceRecord>(resource: Resource<Record>) {
  const { kind, idOf } = resource;
  return {
    __resolveReference: ({ id, arn }: { id?: string; arn?: string }, context: GatewayContext) =>
      resolveReference(context, resource, id ?? arn ?? ''),
    id: (record: Record) => toGlobalId(record.scope, idOf(record)),
    arn: (record: Record) => toArn(kind, record.scope, record.ownerId, idOf(record)),
  };
}

export const tagOf = (tags: readonly TagRecord[], key: string) => valueOfTag(tags, key) ?? null;

/**
 * Finds out where the resource is that a client named, and its AWS ID. EC2 is not asked.
 *
 * @param argument that named it.
 * @throws GraphQLError when the name is malformed, or the gateway does not serve the account or Region.
 */
export function locate(
  { scopes }: Pick<GatewayContext, 'scopes'>,
  kind: IdKind,
  argument: string,
  name: string,
  requested?: AwsScopeInput | null,
): { readonly scope: Ec2Scope; readonly id: string } {
  const resource = parseId(kind, name);
  if (resource === undefined) throw badRequest(`\`${argument}\` ${expectedId(kind)}.`, argument);
  const scope = chooseScope(scopes, requested, resource);
  const cause = requested ? 'scope' : argument;
  if (typeof scope === 'string') throw badRequest(`\`${cause}\`: ${scope}.`, cause);
  return { scope, id: resource.id };
}

/**
 * Reads the resource that a client named.
 *
 * @returns null when EC2 does not have it.
 * @throws GraphQLError when the name is malformed, or the gateway does not serve the account or Region.
 */
export async function lookUp<Record>(
  context: GatewayContext,
  { kind, loader }: Pick<Resource<Record>, 'kind' | 'loader'>,
  name: string,
  requested?: AwsScopeInput | null,
): Promise<Record | null> {
  const { scope, id } = locate(context, kind, 'id', name, requested);
  return loader(context.loaders(scope)).load(id);
}

/** Reads many resources. A name that is malformed or unknown does not affect the others. */
export function lookUpAll<Record>(
  context: GatewayContext,
  resource: Resource<Record>,
  names: readonly string[],
): Promise<Record>[] {
  // The generated types cannot express a list of promises of nullable values.
  return names.map((name) => lookUp(context, resource, name) as Promise<Record>);
}

/** Like `lookUp`, but null for an account or Region that is not served: a supergraph may ask for resources of any. */
async function resolveReference<Record>(context: GatewayContext, resource: Resource<Record>, key: string) {
  const named = parseId(resource.kind, key);
  const isElsewhere = named && typeof chooseScope(context.scopes, undefined, named) === 'string';
  return isElsewhere ? null : lookUp(context, resource, key);
}

/** The fields of every connection. */
export const connectionFields = {
  edges: <Record>({ nodes, cursorAt }: Connection<Record>) =>
    nodes.map((node, index) => ({ node, cursor: cursorAt(index) })),
  pageInfo: ({ nodes, hasNextPage, cursorAt, nextCursor }: Connection<unknown>) => ({
    hasNextPage,
    hasPreviousPage: false,
    startCursor: nodes.length === 0 ? null : cursorAt(0),
    endCursor: nextCursor?.() ?? (nodes.length === 0 ? null : cursorAt(nodes.length - 1)),
  }),
  scopeErrors: ({ failures }: Connection<unknown>) => failures.map(toScopeError),
};
