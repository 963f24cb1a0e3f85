/** Finds out which fields a query selects, where that decides what must be read. */
import {
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Whether the query selects the sub-field at `path` of the field being resolved. Follows fragments, `@skip` and `@include`. */
export function selects(info: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  const isSkipped = (selection: SelectionNode) =>
    getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.if === true ||
    getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.if === false;
  const inSet = (set: SelectionSetNode | undefined, [name, ...rest]: readonly string[]): boolean =>
    name === undefined ||
    (set?.selections ?? []).some((selection) => {
      if (isSkipped(selection)) return false;
      if (selection.kind === 'Field')
        return selection.name.value === name && inSet(selection.selectionSet, rest);
      if (selection.kind === 'InlineFragment') return inSet(selection.selectionSet, [name, ...rest]);
      return inSet(info.fragments[selection.name.value]?.selectionSet, [name, ...rest]);
    });
  return info.fieldNodes.some((node) => inSet(node.selectionSet, path));
}
