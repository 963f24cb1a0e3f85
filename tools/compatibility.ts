/** Finds the changes of the schema that break a client or a supergraph that includes this subgraph, or that may do so. */
import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildASTSchema, type DocumentNode, type GraphQLSchema, Kind, parse, visit } from 'graphql';
import type { Level } from './effect.ts';
import { findElements } from './elements.ts';
import { findGraphChanges, type GraphChange, ownDirectives } from './graphChanges.ts';
import { findMoves } from './moves.ts';
import { findRemovableTypes } from './removedTypes.ts';
import { deprecationOf, isRequired } from './schemaElements.ts';

export interface SchemaChange {
  readonly level: Level;
  /** What has changed, in one line that begins with the path of the element. */
  readonly change: string;
  /** Whom it breaks or may break, in a sentence. */
  readonly why: string;
}

/**
 * Compares two schemas as `_service { sdl }` returns them, each followed by the fields that are not part of the subgraph.
 *
 * Whatever happens to an element is compatible if the released schema deprecates it with a removal date that has passed.
 * The types that only such elements use may be removed as well.
 *
 * @param today ISO date, for example 2027-01-31.
 */
export async function findRiskyChanges(
  releasedSdl: string,
  currentSdl: string,
  today: string,
): Promise<SchemaChange[]> {
  const [released, current] = [parse(releasedSdl), parse(currentSdl)];
  const [before, after] = [buildOwnSchema(released), buildOwnSchema(current)];
  const changes = await diff(before, after);
  const isDue = (path: string) => mayGo(before, path, today);
  const removed = changes.flatMap(({ type, path = '' }) => (type === 'TYPE_REMOVED' ? [path] : []));
  const removable = findRemovableTypes(released, removed, isDue);
  return [
    ...changes.flatMap((change) => graded(change, after)),
    ...findGraphChanges(findElements(released), findElements(current)),
    ...findMoves(released, current),
  ]
    .filter(({ path }) => !isDue(path) && !removable.has(path))
    .map(({ level, path, message, why }) => ({ level, change: `${path}: ${message}`, why }));
}

/** The schema as clients see it: without what `@link` adds to it, and without the directives of federation. */
function buildOwnSchema(document: DocumentNode): GraphQLSchema {
  const isForeign = (name: string) => /^(_|federation__|link__)/.test(name);
  const leaveOut = ({ name }: { readonly name: { readonly value: string } }) =>
    isForeign(name.value) ? null : undefined;
  const own = visit(document, {
    [Kind.DIRECTIVE_DEFINITION]: () => null,
    [Kind.SCALAR_TYPE_DEFINITION]: leaveOut,
    [Kind.ENUM_TYPE_DEFINITION]: leaveOut,
    [Kind.UNION_TYPE_DEFINITION]: leaveOut,
    [Kind.OBJECT_TYPE_DEFINITION]: leaveOut,
    [Kind.FIELD_DEFINITION]: leaveOut,
    [Kind.DIRECTIVE]: ({ name }) => (ownDirectives.includes(name.value) ? undefined : null),
  });
  return buildASTSchema(own, { assumeValidSDL: true });
}

/** What GraphQL Inspector has found, if it is not compatible. */
function graded(change: Change, after: GraphQLSchema): GraphChange[] {
  const { message, path = 'schema', criticality } = change;
  // Changes of deprecations have types of their own. The uses of the directive are the same changes once more.
  if (criticality.level === CriticalityLevel.NonBreaking || path.includes('.@deprecated')) return [];
  // Inspector sees another default, and calls it dangerous.
  if (/DEFAULT_(VALUE_)?CHANGED$/.test(change.type) && isRequired(after, path))
    return [
      { level: 'breaking', path, message, why: 'Breaks operations that do not send it: it is required now.' },
    ];
  if (criticality.level === CriticalityLevel.Breaking)
    return [
      { level: 'breaking', path, message, why: criticality.reason ?? 'Breaks operations that use it.' },
    ];
  const why = criticality.reason ?? 'GraphQL Inspector calls such a change dangerous.';
  return [{ level: 'dangerous', path, message, why }];
}

function mayGo(released: GraphQLSchema, path: string, today: string): boolean {
  const date = /Removal on (\d{4}-\d{2}-\d{2})\./.exec(deprecationOf(released, path) ?? '')?.[1];
  return date !== undefined && date <= today;
}
