/** The size of a compiled document. The compiler generates code for every field, each time its fragment is spread. */
import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';

/** The number of fields in the largest operation of a document. A fragment's fields count each time it is spread. */
export function fieldsOf({ definitions }: DocumentNode): number {
  const fragments = new Map<string, SelectionSetNode>();
  const known = new Map<string, number>();
  const inFragment = (name: string): number => {
    const count = known.get(name) ?? inSelections(fragments.get(name));
    known.set(name, count);
    return count;
  };
  const inSelections = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + inFragment(selection.name.value);
      return sum + inSelections(selection.selectionSet) + (selection.kind === Kind.FIELD ? 1 : 0);
    }, 0);
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition.selectionSet);
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return Math.max(1, ...operations.map(({ selectionSet }) => inSelections(selectionSet)));
}
