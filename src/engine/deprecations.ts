/** Finds the deprecated elements of the schema that an operation uses: fields, arguments, input fields and enum values. */
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import {
  addFromValue,
  type Element,
  hasDeprecated,
  isDeprecated,
  mayHaveDeprecated,
} from './deprecatedElements.ts';

interface Operation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly queryHash: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** @returns the schema coordinates, such as `Query.sessions(first:)`, of a valid operation, each one once. */
export type DeprecatedUses = (operation: Operation) => ReadonlySet<string>;

/** What is found once for each operation of a document. */
interface Known {
  readonly inDocument: ReadonlySet<string>;
  /** The variables in whose values there may be more. */
  readonly variables: readonly (readonly [name: string, type: GraphQLInputType])[];
}

/** Estimates, on the high side. */
const bytesPerOperation = 512;
const bytesPerUse = 128;

/** @param onKept called with the bytes that are kept for a document, until it is no longer used. */
export function createDeprecatedUses(
  schema: GraphQLSchema,
  onKept: (queryHash: string, bytes: number) => void,
): DeprecatedUses {
  const nothing: ReadonlySet<string> = new Set();
  if (!Object.values(schema.getTypeMap()).some(hasDeprecated)) return () => nothing;
  const known = new WeakMap<DocumentNode, Map<string, Known>>();

  function knownOf({ document, definition, queryHash }: Operation): Known {
    const operations = known.get(document) ?? new Map<string, Known>();
    known.set(document, operations);
    const name = definition.name?.value ?? '';
    const found = operations.get(name) ?? find(schema, document, definition);
    if (!operations.has(name)) onKept(queryHash, bytesPerOperation + bytesPerUse * found.inDocument.size);
    operations.set(name, found);
    return found;
  }

  return (operation) => {
    const { inDocument, variables } = knownOf(operation);
    if (variables.length === 0) return inDocument;
    const uses = new Set(inDocument);
    for (const [name, type] of variables) addFromValue(uses, type, operation.variables[name]);
    return uses;
  };
}

function find(schema: GraphQLSchema, document: DocumentNode, definition: OperationDefinitionNode): Known {
  const own = separateOperations(document)[definition.name?.value ?? ''] ?? document;
  const variables = (definition.variableDefinitions ?? []).flatMap(({ variable, type: node }) => {
    const type = typeFromAST(schema, node);
    return isInputType(type) && mayHaveDeprecated(getNamedType(type))
      ? [[variable.name.value, type] as const]
      : [];
  });
  return { inDocument: findInDocument(schema, own), variables };
}

function findInDocument(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const uses = new Set<string>();
  const info = new TypeInfo(schema);
  const add = (element: Element | null | undefined, coordinate: string) => {
    if (element && isDeprecated(element)) uses.add(coordinate);
  };
  const visitor = {
    Field: () => add(info.getFieldDef(), `${info.getParentType()}.${info.getFieldDef()?.name}`),
    Argument() {
      const argument = info.getDirective() ? undefined : info.getArgument();
      add(argument, `${info.getParentType()}.${info.getFieldDef()?.name}(${argument?.name}:)`);
    },
    ObjectField(node: { readonly name: { readonly value: string } }) {
      const type = getNamedType(info.getParentInputType());
      if (isInputObjectType(type)) add(type.getFields()[node.name.value], `${type}.${node.name.value}`);
    },
    EnumValue() {
      const value = info.getEnumValue();
      add(value, `${getNamedType(info.getInputType())}.${value?.name}`);
    },
  };
  visit(document, visitWithTypeInfo(info, visitor));
  return uses;
}
