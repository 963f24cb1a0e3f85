/** Compares the arguments of federation's directives by what they mean instead of how they are written. */
import { Kind, parse, print, type SelectionSetNode } from 'graphql';

/** @returns the paths of a field set, sorted: `a` and `b.c` for `b { c } a`. */
export function fieldSet(text: unknown): readonly string[] {
  const pathsIn = ({ selections }: SelectionSetNode, above: string): string[] =>
    selections.flatMap((selection) => {
      const { selectionSet, ...own } = { selectionSet: undefined, ...selection };
      const name = own.kind === Kind.INLINE_FRAGMENT ? `... on ${own.typeCondition?.name.value}` : print(own);
      return selectionSet ? pathsIn(selectionSet, `${above}${name}.`) : [above + name];
    });
  return parse(`{ ${String(text)} }`)
    .definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION ? pathsIn(each.selectionSet, '') : [],
    )
    .sort();
}

/** Whether `list` is a list that has all of `values`. */
export const hasAll = (list: unknown, values: readonly unknown[]): boolean =>
  Array.isArray(list) && values.every((value) => list.includes(value));

const alternatives = (list: unknown): readonly (readonly unknown[])[] => (Array.isArray(list) ? list : []);

/**
 * Compares two arguments of `@requiresScopes` or `@policy`: lists of alternatives, of which one must be met completely.
 *
 * @returns whether everybody who met the first one meets the second one.
 */
export const isLooser = (from: unknown, to: unknown): boolean =>
  alternatives(from).every((had) => alternatives(to).some((needs) => hasAll(had, needs)));

/** Whether one of the alternatives demands nothing. */
export const isOpen = (list: unknown): boolean => alternatives(list).some(({ length }) => length === 0);
