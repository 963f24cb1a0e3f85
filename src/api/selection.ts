/** Finds out which fields a query selects, where that decides what must be read. */
import {
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isObjectType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Query = Pick<GraphQLResolveInfo, 'variableValues' | 'fragments'>;

const isSkipped = (selection: SelectionNode, { variableValues }: Query) =>
  getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.if === true ||
  getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.if === false;

/** Whether the query selects the sub-field at `path` of the field being resolved. Follows fragments, `@skip` and `@include`. */
export function selects(info: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  const inSet = (set: SelectionSetNode | undefined, [name, ...rest]: readonly string[]): boolean =>
    name === undefined ||
    (set?.selections ?? []).some((selection) => {
      if (isSkipped(selection, info)) return false;
      if (selection.kind === 'Field')
        return selection.name.value === name && inSet(selection.selectionSet, rest);
      if (selection.kind === 'InlineFragment') return inSet(selection.selectionSet, [name, ...rest]);
      return inSet(info.fragments[selection.name.value]?.selectionSet, [name, ...rest]);
    });
  return info.fieldNodes.some((node) => inSet(node.selectionSet, path));
}

/**
 * How many reads the items of the connection being resolved may need in each account and Region: one for each different field below them
 * that resolves an object. What needs no read counts too, so this is never too low, and fields with an allowance of calls of their own.
 */
export function furtherReads(info: GraphQLResolveInfo): number {
  const found = new Set<unknown>();
  const visit = (type: GraphQLNamedType | undefined, set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      if (isSkipped(selection, info)) continue;
      if (selection.kind === 'FragmentSpread') {
        const fragment = info.fragments[selection.name.value];
        visit(info.schema.getType(fragment?.typeCondition.name.value ?? ''), fragment?.selectionSet);
      } else if (selection.kind === 'InlineFragment') {
        const { typeCondition, selectionSet } = selection;
        visit(typeCondition ? info.schema.getType(typeCondition.name.value) : type, selectionSet);
      } else if (selection.selectionSet !== undefined && isObjectType(type)) {
        const field = type.getFields()[selection.name.value];
        if (field?.resolve !== undefined && !type.name.endsWith('Connection')) found.add(field);
        visit(field && getNamedType(field.type), selection.selectionSet);
      }
    }
  };
  for (const node of info.fieldNodes) visit(getNamedType(info.returnType), node.selectionSet);
  return found.size;
}
