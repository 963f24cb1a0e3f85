/** How many values a field may return, by its arguments and the schema. */
import {
  type ConstValueNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** What a measure depends on in a request's variables. */
export interface VariableSizes {
  /** The values of numeric variables. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The length of the longest list in each variable. */
  readonly lengths: Readonly<Record<string, number>>;
}

type Field = GraphQLField<unknown, unknown>;

/** @param isRepeated whether aliases may repeat the field, or what is below it. */
type SizeOf = (node: FieldNode, field: Field | undefined, isRepeated: boolean) => FieldSize;

interface FieldSize {
  readonly size: number;
  readonly pageSize: number;
  /** The length of the field's batch as it was given; 0 if it has none. */
  readonly batch: number;
  /** The length of the longest other list in its arguments. */
  readonly list: number;
}

/**
 * How many values a field may return: the page size if it is paged, else the length of the longest list in its arguments (each entry
 * may return one value), else the schema's `assumedSize`, else `maxParts` for a repeated list of parts, else one.
 *
 * @param maxBatch how many entries of a batch are answered. The schema names the argument that is one in the extension `batch`.
 */
export function createSizeOf(
  operation: OperationDefinitionNode,
  { numbers, lengths }: VariableSizes,
  maxBatch: number,
): SizeOf {
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
  return (node, field, isRepeated) => {
    const listSize = field?.astNode?.directives?.find(({ name }) => name.value === 'listSize');
    const hint = (name: string) =>
      listSize?.arguments?.find((argument) => argument.name.value === name)?.value;
    const longest = (isBatch: boolean) =>
      (node.arguments ?? [])
        .filter(({ name }) => (name.value === field?.extensions.batch) === isBatch)
        .reduce((most, { value }) => Math.max(most, lengthIn(value)), 0);
    const [batch, list] = [longest(true), longest(false)];
    const slicing = hint('slicingArguments');
    if (slicing !== undefined) {
      const [name] = valueFromASTUntyped(slicing) as string[];
      const requested = numberIn(node.arguments?.find((argument) => argument.name.value === name)?.value);
      const otherwise = field?.args.find((argument) => argument.name === name)?.defaultValue;
      const pageSize = requested ?? Number(otherwise ?? 1);
      // A page of nothing is refused like one that is too large.
      const counted = pageSize < 1 ? Number.POSITIVE_INFINITY : pageSize;
      return { size: Math.max(1, pageSize), pageSize: counted, batch, list };
    }
    const assumed = numberIn(hint('assumedSize')) ?? (isRepeated && isListOfParts(field) ? maxParts : 1);
    return { size: Math.max(list, Math.min(batch, maxBatch)) || assumed, pageSize: 0, batch, list };
  };
}

/** Whether a type is an entity, or an interface or union that may stand for one. Tags, port ranges and edges are parts of entities. */
export function isEntity(type: GraphQLNamedType | undefined): boolean {
  return (
    isAbstractType(type) ||
    (type?.astNode?.directives ?? []).some((directive) => directive.name.value === 'key')
  );
}

/**
 * A resource has at most 50 tags (EC2 user guide, "Tag restrictions"); no other list of parts is longer. A list that is not repeated
 * counts as one, so that a page of 1,000 resources with tags stays allowed: `answerBytes` limits the answer if they have many.
 */
const maxParts = 50;

/** Whether a field is a list of leaf values or of objects with only leaf fields, such as tags. It causes no EC2 calls, so it has no `@listSize`. */
export function isListOfParts(field: Field | undefined): boolean {
  if (field === undefined || !isListType(getNullableType(field.type))) return false;
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return isLeafType(type);
  const parts = Object.values(type.getFields());
  return !isEntity(type) && parts.every((part) => isLeafType(getNamedType(part.type)));
}
