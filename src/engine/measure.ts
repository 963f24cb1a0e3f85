/** Measures an operation before it is validated: its depth, its number of fields, and how large its result could be. */
import {
  type ConstValueNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** The size of an operation. The content of a fragment counts each time it is spread. */
export interface Measure {
  readonly rootFields: number;
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /**
   * The largest number of entities that the result can have, plus its aliased values, where each item of a list counts. Aliased values
   * count because aliases can repeat the same field any number of times.
   */
  readonly nodes: number;
  /** The largest page that is requested. */
  readonly pageSize: number;
}

/** What a measure depends on in a request's variables. */
export interface VariableSizes {
  /** The values of numeric variables. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The length of the longest list in each variable. */
  readonly lengths: Readonly<Record<string, number>>;
}

const nothing: Measure = { rootFields: 0, depth: 0, fields: 0, aliases: 0, nodes: 0, pageSize: 0 };

/** A fragment that spreads itself has infinite depth. */
const endless: Measure = { ...nothing, depth: Number.POSITIVE_INFINITY };

/** Measures one operation of a document, in time linear in the document's length: each fragment is measured once. */
export function measureOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sizes: VariableSizes,
): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, Measure>();
  const sizeOf = createSizeOf(operation, sizes);

  function measureSelections(
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
  ): Measure {
    return selections.map((selection) => measureSelection(selection, parent)).reduce(add, nothing);
  }

  function measureSelection(selection: SelectionNode, parent: GraphQLNamedType | undefined): Measure {
    if (selection.kind === Kind.FIELD) return measureField(selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
    const type = selection.typeCondition;
    return measureSelections(selection.selectionSet, type ? schema.getType(type.name.value) : parent);
  }

  function measureField(node: FieldNode, parent: GraphQLNamedType | undefined): Measure {
    const field =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const type = field && getNamedType(field.type);
    const inner = node.selectionSet ? measureSelections(node.selectionSet, type) : nothing;
    const { size, pageSize } = sizeOf(node, field);
    const aliases = node.alias === undefined ? 0 : 1;
    return {
      rootFields: 1,
      // `ofType` only unwraps a type, and the introspection query nests nine of them.
      depth: inner.depth + (node.name.value === 'ofType' ? 0 : 1),
      fields: inner.fields + 1,
      aliases: inner.aliases + aliases,
      nodes:
        aliases + size * (inner.nodes + (isEntity(type) || (aliases > 0 && isListOfParts(field)) ? 1 : 0)),
      pageSize: Math.max(inner.pageSize, pageSize),
    };
  }

  function measureFragment(name: string): Measure {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, endless);
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    const measure = fragment ? measureSelections(fragment.selectionSet, type) : nothing;
    measured.set(name, measure);
    return measure;
  }

  const root = schema.getRootType(operation.operation) ?? undefined;
  return measureSelections(operation.selectionSet, root);
}

const add = (left: Measure, right: Measure): Measure => ({
  rootFields: left.rootFields + right.rootFields,
  depth: Math.max(left.depth, right.depth),
  fields: left.fields + right.fields,
  aliases: left.aliases + right.aliases,
  nodes: left.nodes + right.nodes,
  pageSize: Math.max(left.pageSize, right.pageSize),
});

/** Whether a type is an entity, or an interface or union that may stand for one. Tags, port ranges and edges are parts of entities. */
function isEntity(type: GraphQLNamedType | undefined): boolean {
  return (
    isAbstractType(type) ||
    (type?.astNode?.directives ?? []).some((directive) => directive.name.value === 'key')
  );
}

/** A resource has at most 50 tags (EC2 user guide, "Tag restrictions"); no other list of parts is longer. */
const maxParts = 50;

/** Whether a field is a list of leaf values or of objects with only leaf fields, such as tags. It causes no EC2 calls, so it has no `@listSize`. */
function isListOfParts(field: Field | undefined): boolean {
  if (field === undefined || !isListType(getNullableType(field.type))) return false;
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return isLeafType(type);
  const parts = Object.values(type.getFields());
  return !isEntity(type) && parts.every((part) => isLeafType(getNamedType(part.type)));
}

type SizeOf = (node: FieldNode, field: Field | undefined) => { size: number; pageSize: number };
type Field = GraphQLField<unknown, unknown>;

/**
 * How many values a field may return: the page size if it is paged, else the length of the longest list in its arguments (each entry
 * may return one value), else the schema's `assumedSize`, else `maxParts` for a list of parts, else one.
 */
function createSizeOf(operation: OperationDefinitionNode, { numbers, lengths }: VariableSizes): SizeOf {
  const defaults = new Map(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  );
  const numberIn = (value: ValueNode | ConstValueNode | undefined): number | undefined => {
    if (value?.kind === Kind.VARIABLE) {
      const name = value.name.value;
      return numbers[name] ?? numberIn(defaults.get(name));
    }
    const number: unknown = value && valueFromASTUntyped(value);
    return typeof number === 'number' ? number : undefined;
  };
  const lengthIn = (value: ValueNode | ConstValueNode | undefined): number => {
    if (value?.kind === Kind.VARIABLE) {
      const name = value.name.value;
      return lengths[name] ?? lengthIn(defaults.get(name));
    }
    if (value?.kind === Kind.LIST) return Math.max(value.values.length, ...value.values.map(lengthIn));
    return value?.kind === Kind.OBJECT
      ? Math.max(0, ...value.fields.map((field) => lengthIn(field.value)))
      : 0;
  };
  return (node, field) => {
    const listSize = field?.astNode?.directives?.find(({ name }) => name.value === 'listSize');
    const hint = (name: string) =>
      listSize?.arguments?.find((argument) => argument.name.value === name)?.value;
    const slicing = hint('slicingArguments');
    if (slicing !== undefined) {
      const [name] = valueFromASTUntyped(slicing) as string[];
      const asked = numberIn(node.arguments?.find((argument) => argument.name.value === name)?.value);
      const otherwise = field?.args.find((argument) => argument.name === name)?.defaultValue;
      const pageSize = asked ?? Number(otherwise ?? 1);
      // A page of nothing is refused like one that is too large.
      return { size: Math.max(1, pageSize), pageSize: pageSize < 1 ? Number.POSITIVE_INFINITY : pageSize };
    }
    const longest = Math.max(0, ...(node.arguments ?? []).map((argument) => lengthIn(argument.value)));
    const assumed = numberIn(hint('assumedSize')) ?? (isListOfParts(field) ? maxParts : 1);
    return { size: longest || assumed, pageSize: 0 };
  };
}
