/** The elements of a schema with their directives, whatever names the directives of federation are imported under. */
import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type NameNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';

export interface DirectiveUse {
  /** The directive's own name: `key`, also where it is written `@federation__key` or has been renamed. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The kind of the element that has the directive. */
  readonly kind: Kind;
}

export interface Element {
  readonly kind: Kind;
  readonly directives: readonly DirectiveUse[];
}

/** Elements by their paths: `Type`, `Type.field`, `Type.field.argument`, `Enum.VALUE` or `schema`. */
export type Elements = ReadonlyMap<string, Element>;

const isElement = ({ kind }: ASTNode) => /(Definition|Extension)$/.test(kind);
const nameOf = (node: ASTNode): string[] =>
  isElement(node) && 'name' in node ? [(node.name as NameNode).value] : [];

/** @param nodes a definition and those within it, down to an element. @returns the path of the element. */
export const pathOf = (nodes: readonly ASTNode[]): string => nodes.flatMap(nameOf).join('.') || 'schema';

/** @returns all elements; an extension of a type is the same element as the type. */
export function findElements(document: DocumentNode): Elements {
  const imported = importedNames(document);
  // The schema is there even if nothing is said about it.
  const found = new Map<string, Element>([['schema', { kind: Kind.SCHEMA_DEFINITION, directives: [] }]]);
  visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (node.kind === Kind.DIRECTIVE_DEFINITION) return false;
      if (!isElement(node)) return undefined;
      const { kind } = node;
      const parents = ancestors.filter((each): each is ASTNode => 'kind' in each);
      const path = pathOf([...parents, node]);
      const { directives = [] } = node as { directives?: readonly DirectiveNode[] };
      const own = directives.map((directive) => {
        const written = directive.name.value;
        const name = imported.get(written) ?? written.replace(/^federation__/, '');
        return { name, args: argumentsOf(directive), kind };
      });
      found.set(path, { kind, directives: [...(found.get(path)?.directives ?? []), ...own] });
      return undefined;
    },
  });
  return found;
}

const argumentsOf = ({ arguments: given = [] }: DirectiveNode): Record<string, unknown> =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

type Import = string | { readonly name: string; readonly as?: string };

/** The names that `@link` gives to directives, and what they are called in federation. */
function importedNames(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  visit(document, {
    Directive: (directive) => {
      if (directive.name.value !== 'link') return;
      for (const each of (argumentsOf(directive).import ?? []) as Import[]) {
        const { name, as = name } = typeof each === 'string' ? { name: each } : each;
        names.set(as.replace(/^@/, ''), name.replace(/^@/, ''));
      }
    },
  });
  return names;
}
