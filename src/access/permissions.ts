/** Whether a caller may run an operation: the permissions of its root fields come from the schema's `@requiresScopes`. */
import { GraphQLError, type GraphQLField, type GraphQLSchema, valueFromASTUntyped } from 'graphql';
import type { Caller, Permission, Right } from '../caller.ts';

/** Root field → alternatives, each a list of permissions that are all needed. */
export type PermissionTable = ReadonlyMap<string, readonly (readonly Permission[])[]>;

/** Fields that federation and GraphQL add to the schema, and the permission that each one needs. */
const added: readonly (readonly [string, Permission])[] = [
  ['Query._entities', 'traffic-mirror:read'],
  ['Query._service', 'traffic-mirror:introspect'],
  ['Query.__schema', 'traffic-mirror:introspect'],
  ['Query.__type', 'traffic-mirror:introspect'],
  ['Mutation.__schema', 'traffic-mirror:introspect'],
  ['Mutation.__type', 'traffic-mirror:introspect'],
];

/**
 * Builds the table.
 *
 * @throws Error when a root field has no rule, so that a new field cannot be forgotten.
 */
export function createPermissionTable(schema: GraphQLSchema): PermissionTable {
  const table = new Map<string, readonly (readonly Permission[])[]>(
    added.map(([field, permission]) => [field, [[permission]]]),
  );
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const name = `${type?.name}.${field.name}`;
      const alternatives = alternativesOf(field);
      if (alternatives !== undefined) table.set(name, alternatives);
      else if (!table.has(name))
        throw new Error(`${name} has no @requiresScopes: declare in the schema which permission it needs`);
    }
  }
  return table;
}

/** The field's `@requiresScopes`. The cast is safe: a test compares the names in the schema with the table of permissions. */
function alternativesOf(field: GraphQLField<unknown, unknown>): Permission[][] | undefined {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'requiresScopes');
  const value = directive?.arguments?.find(({ name }) => name.value === 'scopes')?.value;
  return value && (valueFromASTUntyped(value) as Permission[][]);
}

/** The parts of an operation that permissions depend on. */
export interface Requested {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The names of its root fields. `@skip` and `@include` are ignored. */
  readonly rootFields: readonly string[];
}

/** A root field that is not allowed, and what it would take. */
export interface ForbiddenField {
  readonly name: string;
  /** The permissions that are missing, of the alternative that lacks the fewest. */
  readonly missing: readonly Permission[];
}

/** The first root field that these permissions do not allow; undefined when all are allowed. */
export function findForbiddenField(
  table: PermissionTable,
  { kind, rootFields }: Requested,
  held: ReadonlySet<Right>,
): ForbiddenField | undefined {
  const type = kind === 'mutation' ? 'Mutation' : 'Query';
  for (const name of rootFields) {
    const alternatives = name === '__typename' ? [[]] : (table.get(`${type}.${name}`) ?? []);
    const [missing = []] = alternatives
      .map((needed) => needed.filter((permission) => !held.has(permission)))
      .sort((left, right) => left.length - right.length);
    if (alternatives.length === 0 || missing.length > 0) return { name, missing };
  }
  return undefined;
}

/** Who asks, and what is recorded when they are refused. */
export interface Asking {
  readonly caller: Caller;
  readonly audit: { denied(denial: { readonly action: string; readonly reason: string }): void };
  /** Why mutations are off; undefined when they are on. */
  readonly readOnlyReason: string | undefined;
}

/** Creates the check that refuses an operation as a whole, before anything of it runs. @throws GraphQLError `FORBIDDEN`. */
export function createOperationCheck(schema: GraphQLSchema): (requested: Requested, asking: Asking) => void {
  const table = createPermissionTable(schema);
  return (requested, { caller, audit, readOnlyReason }) => {
    if (requested.kind === 'mutation' && readOnlyReason !== undefined) {
      audit.denied({ action: 'mutation', reason: 'READ_ONLY' });
      throw forbidden(readOnlyReason);
    }
    const field = findForbiddenField(table, requested, caller.permissions);
    if (field === undefined) return;
    const { name, missing } = field;
    audit.denied({ action: name, reason: 'MISSING_PERMISSION' });
    throw forbidden(`\`${name}\` needs the permission ${missing.join(', ')}, which the token lacks`, missing);
  };
}

/** A request that is not allowed as a whole. @param requiredScopes what the token lacks, if that is why. */
export function forbidden(reason: string, requiredScopes?: readonly Permission[]): GraphQLError {
  return new GraphQLError(`Not allowed: ${reason}.`, {
    extensions: {
      code: 'FORBIDDEN',
      ...(requiredScopes && { requiredScopes }),
      http: { status: 403 },
    },
  });
}
