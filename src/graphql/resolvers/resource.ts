/** What the resolvers of all four kinds share: identity, tags, references, and pages of a list. */
import type DataLoader from 'dataloader';
import type { Ec2Scope } from '../../ec2/clients.ts';
import type { TagRecord } from '../../ec2/tags.ts';
import type { Connection } from '../connections.ts';
import type { GatewayContext } from '../context.ts';
import { badRequest } from '../errors.ts';
import { expectedId, type IdKind, parseId, toArn, toGlobalId } from '../ids.ts';

interface ResourceRecord {
  readonly scope: Ec2Scope;
  readonly ownerId?: string | undefined;
  readonly tags: readonly TagRecord[];
}

type LoaderOf<Record> = (context: GatewayContext) => DataLoader<string, Record | null>;

/** The fields that EC2 does not send: they follow from the id, the place and the tags. */
export function resourceFields<Record extends ResourceRecord>(
  kind: IdKind,
  idOf: (record: Record) => string,
  loaderOf: LoaderOf<Record>,
) {
  return {
    __resolveReference: ({ id, arn }: { id?: string; arn?: string }, context: GatewayContext) =>
      resolveReference(context, kind, loaderOf, id ?? arn ?? ''),
    id: (record: Record) => toGlobalId(record.scope, idOf(record)),
    arn: (record: Record) => toArn(kind, record.scope, record.ownerId, idOf(record)),
    tag: ({ tags }: Record, { key }: { key: string }) => tags.find((tag) => tag.key === key)?.value ?? null,
  };
}

/**
 * Reads the resource that a client named.
 *
 * @throws GraphQLError when the name is malformed, or of another account or Region.
 */
export function lookUp<Record>(
  context: GatewayContext,
  kind: IdKind,
  loaderOf: LoaderOf<Record>,
  name: string,
) {
  const resource = parseId(kind, name);
  if (resource === undefined) throw badRequest(`\`id\` ${expectedId(kind)}.`, 'id');
  const { accountId, region } = context.scope;
  if ((resource.accountId ?? accountId) !== accountId || (resource.region ?? region) !== region) {
    const place = `${resource.accountId} in ${resource.region}`;
    throw badRequest(
      `\`id\` is of account ${place}; this gateway works in account ${accountId} in ${region}.`,
      'id',
    );
  }
  return loaderOf(context).load(resource.id);
}

/**
 * As `lookUp`, but another account's or Region's resource is just unknown here: a wider graph may ask for any.
 * Async, so that a malformed key fails its own place in the list and not the list.
 */
async function resolveReference<Record>(
  context: GatewayContext,
  kind: IdKind,
  loaderOf: LoaderOf<Record>,
  key: string,
) {
  const resource = parseId(kind, key);
  const { accountId, region } = context.scope;
  const isElsewhere = resource && (resource.accountId !== accountId || resource.region !== region);
  return isElsewhere ? null : lookUp(context, kind, loaderOf, key);
}

/** The fields of every connection, made only where they are asked for. */
export const connectionFields = {
  edges: <Record>({ nodes, cursorAt }: Connection<Record>) =>
    nodes.map((node, index) => ({ node, cursor: cursorAt(index) })),
  pageInfo: ({ nodes, hasNextPage, cursorAt }: Connection<unknown>) => ({
    hasNextPage,
    hasPreviousPage: false,
    startCursor: nodes.length === 0 ? null : cursorAt(0),
    endCursor: nodes.length === 0 ? null : cursorAt(nodes.length - 1),
  }),
  scopeErrors: () => [],
};
