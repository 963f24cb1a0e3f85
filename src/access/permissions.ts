/** Which scopes each root field needs: read from the schema's `@requiresScopes` at start, and enforced here. */
import {
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

/** Root field → alternatives, each a list of scopes that are all needed. */
export type ScopeTable = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Fields that federation and GraphQL add, and what they give away. */
const added: readonly (readonly [string, string])[] = [
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
 * @throws when a root field has no rule, so that a new field cannot be forgotten.
 */
export function createScopeTable(schema: GraphQLSchema): ScopeTable {
  const table = new Map<string, readonly (readonly string[])[]>(
    added.map(([field, scope]) => [field, [[scope]]]),
  );
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const name = `${type?.name}.${field.name}`;
      const scopes = scopesOf(field);
      if (scopes !== undefined) table.set(name, scopes);
      else if (!table.has(name))
        throw new Error(`${name} has no @requiresScopes: say in the schema who may ask for it`);
    }
  }
  return table;
}

function scopesOf(field: GraphQLField<unknown, unknown>): readonly (readonly string[])[] | undefined {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'requiresScopes');
  const scopes = directive?.arguments?.find(({ name }) => name.value === 'scopes')?.value;
  return scopes && (valueFromASTUntyped(scopes) as string[][]);
}

/** The first root field of an operation that these scopes do not allow; undefined when all are allowed. Conditions do not count. */
export function findForbiddenField(
  table: ScopeTable,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  scopes: ReadonlySet<string>,
): string | undefined {
  const type = operation.operation === 'mutation' ? 'Mutation' : 'Query';
  for (const name of rootFields(operation.selectionSet, fragments, new Set())) {
    if (name === '__typename') continue;
    const alternatives = table.get(`${type}.${name}`) ?? [];
    if (!alternatives.some((needed) => needed.every((scope) => scopes.has(scope)))) return name;
  }
  return undefined;
}

function* rootFields(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  visited: Set<string>,
): Generator<string> {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      yield selection.name.value;
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      yield* rootFields(selection.selectionSet, fragments, visited);
    } else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment !== undefined) yield* rootFields(fragment.selectionSet, fragments, visited);
    }
  }
}
