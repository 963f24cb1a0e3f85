/** Finds the types that may be removed, because everything that uses them may be. */
import { type ASTNode, type DocumentNode, visit } from 'graphql';
import { pathOf } from './elements.ts';

/**
 * A type cannot be deprecated, so it goes with the last field, argument or input that uses it.
 *
 * @param removed the types of the released schema that are gone.
 * @param isDue whether the element with this path may be removed.
 */
export function findRemovableTypes(
  released: DocumentNode,
  removed: readonly string[],
  isDue: (path: string) => boolean,
): ReadonlySet<string> {
  const uses = findUses(released).filter(({ user }) => !isDue(user));
  let removable = new Set(removed);
  // Types that use only each other go together: so all may go, until one is used by something that stays.
  for (let size = -1; size !== removable.size; ) {
    size = removable.size;
    const staying = uses.filter(({ user }) => !removable.has(user.split('.')[0] ?? ''));
    removable = new Set([...removable].filter((type) => !staying.some(({ used }) => used === type)));
  }
  return removable;
}

/** Which element uses which type. An interface uses the types that implement it: they are its values. */
function findUses(document: DocumentNode): { readonly user: string; readonly used: string }[] {
  const uses: { user: string; used: string }[] = [];
  visit(document, {
    NamedType(node, _key, parent, _path, ancestors) {
      const parents = [...ancestors, parent].filter((each): each is ASTNode => !!each && 'kind' in each);
      const [user, used] = [pathOf(parents), node.name.value];
      uses.push({ user, used });
      const owner = parents.at(-1);
      if (owner && 'interfaces' in owner && owner.interfaces === parent)
        uses.push({ user: used, used: user });
    },
  });
  return uses;
}
