/** Which fields of the answer are asked for, where that decides what has to be read. */
import {
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  type SelectionSetNode,
} from 'graphql';

/** Whether the field that is being resolved was asked for its sub-field `name`, fragments and conditions considered. */
export function selects(info: GraphQLResolveInfo, name: string): boolean {
  const inSet = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).some((selection) => {
      if (getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.if === true) return false;
      if (getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.if === false)
        return false;
      if (selection.kind === 'Field') return selection.name.value === name;
      if (selection.kind === 'InlineFragment') return inSet(selection.selectionSet);
      return inSet(info.fragments[selection.name.value]?.selectionSet);
    });
  return info.fieldNodes.some((node) => inSet(node.selectionSet));
}
