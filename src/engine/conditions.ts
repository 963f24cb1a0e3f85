/** Resolves `@skip` and `@include` before a query is compiled, so there is one compiled query per combination of conditions. */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  visit,
} from 'graphql';

/** Parsed documents are cached, so a repeated query has the same object. */
const variablesOf = new WeakMap<DocumentNode, readonly string[]>();

/** The names of the true variables that `@skip` or `@include` in `document` depend on. @param coerced the variables as graphql-js coerces them. */
export function conditionsOf(
  document: DocumentNode,
  coerced: Readonly<Record<string, unknown>>,
): readonly string[] {
  let names = variablesOf.get(document);
  if (names === undefined) {
    names = deciding(document);
    variablesOf.set(document, names);
  }
  return names.filter((name) => coerced[name] === true);
}

function deciding(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const value = conditionOf(directive);
      if (value?.kind === 'Variable') names.add(value.name.value);
    },
  });
  return [...names];
}

/** Copies a document and applies `@skip` and `@include`, where only the variables in `conditions` are true. No field is shared with the original. */
export function withoutConditions(document: DocumentNode, conditions: ReadonlySet<string>): DocumentNode {
  const isTrue = (directive: DirectiveNode) => {
    const value = conditionOf(directive);
    return value?.kind === 'Variable'
      ? conditions.has(value.name.value)
      : value?.kind === 'BooleanValue' && value.value;
  };
  const decide = (node: FieldNode | InlineFragmentNode | FragmentSpreadNode) => {
    const directives = (node.directives ?? []).filter(conditionOf);
    if (directives.some((directive) => isTrue(directive) === (directive.name.value === 'skip'))) return null;
    return { ...node, directives: (node.directives ?? []).filter((directive) => !conditionOf(directive)) };
  };
  return visit(document, { Field: decide, InlineFragment: decide, FragmentSpread: decide });
}

/** What `@skip` or `@include` depends on; undefined for other directives. */
function conditionOf({ name, arguments: given = [] }: DirectiveNode) {
  if (name.value !== 'skip' && name.value !== 'include') return undefined;
  return given.find((argument) => argument.name.value === 'if')?.value;
}
