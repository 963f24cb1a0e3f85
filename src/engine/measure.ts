/** Measures an operation before it is validated: its depth, its number of fields, and how large its result could be. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { createSizeOf, isEntity, isListOfParts, type VariableSizes } from './sizes.ts';

/** The size of an operation. The content of a fragment counts each time it is spread. */
export interface Measure {
  readonly rootFields: number;
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /**
   * The largest number of entities and parts that the result can have, plus its aliased values, where each item of a list counts. Aliased
   * values count because aliases can repeat the same field any number of times.
   */
  readonly nodes: number;
  /** All values that the result can have, with the most tags that each resource can have. What it takes in memory depends on it. */
  readonly values: number;
  /** The largest page that is requested. */
  readonly pageSize: number;
  /** The entries of all batches together, with those that are not answered: each can be an error. */
  readonly batch: number;
  /** The length of the longest other list in an argument. */
  readonly list: number;
  /** Whether a field reads whole accounts, which takes longer than other reads. The schema names these in the extension `readsEstate`. */
  readonly readsEstate: boolean;
}

const nothing: Measure = {
  rootFields: 0,
  depth: 0,
  fields: 0,
  aliases: 0,
  nodes: 0,
  values: 0,
  pageSize: 0,
  batch: 0,
  list: 0,
  readsEstate: false,
};

/** A fragment that spreads itself has infinite depth. */
const endless: Measure = { ...nothing, depth: Number.POSITIVE_INFINITY };

/**
 * Measures one operation of a document, in time linear in the document's length: each fragment is measured once.
 *
 * @param maxBatch how many entries of each batch are answered.
 */
export function measureOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sizes: VariableSizes,
  maxBatch: number,
): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, Measure>();
  const sizeOf = createSizeOf(operation, sizes, maxBatch);

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
    const aliases = node.alias === undefined ? 0 : 1;
    const { size, pageSize, batch, list } = sizeOf(node, field, aliases + inner.nodes > 0);
    return {
      rootFields: 1,
      // `ofType` only unwraps a type, and the introspection query nests nine of them.
      depth: inner.depth + (node.name.value === 'ofType' ? 0 : 1),
      fields: inner.fields + 1,
      aliases: inner.aliases + aliases,
      values: sizeOf(node, field, true).size * (inner.values + 1),
      nodes: aliases + size * (inner.nodes + (isEntity(type) || isListOfParts(field) ? 1 : 0)),
      pageSize: Math.max(inner.pageSize, pageSize),
      batch: inner.batch + batch,
      list: Math.max(inner.list, list),
      readsEstate: inner.readsEstate || field?.extensions.readsEstate === true,
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
  values: left.values + right.values,
  pageSize: Math.max(left.pageSize, right.pageSize),
  batch: left.batch + right.batch,
  list: Math.max(left.list, right.list),
  readsEstate: left.readsEstate || right.readsEstate,
});
