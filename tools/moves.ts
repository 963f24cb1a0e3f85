/** Finds the fields that moved into the subgraph or out of it. */
import type { DocumentNode } from 'graphql';
import type { GraphChange } from './graphChanges.ts';

export function findMoves(released: DocumentNode, current: DocumentNode): GraphChange[] {
  const [before, after] = [fieldsByPlace(released), fieldsByPlace(current)];
  return [
    ...[...after.apart]
      .filter((path) => before.inSubgraph.has(path))
      .map((path) => ({
        level: 'breaking' as const,
        path,
        message: 'the field is no longer part of the subgraph',
        why: 'Breaks clients of graphs: the field disappears from their schema.',
      })),
    ...[...after.inSubgraph]
      .filter((path) => before.apart.has(path))
      .map((path) => ({
        level: 'dangerous' as const,
        path,
        message: 'the field became a part of the subgraph',
        why: 'Breaks compositions with subgraphs that have the field too.',
      })),
  ];
}

/** The fields of extended types. What is not part of the subgraph follows the subgraph's schema, which ends with `_service`. */
function fieldsByPlace({ definitions }: DocumentNode) {
  const places = { inSubgraph: new Set<string>(), apart: new Set<string>() };
  let place: keyof typeof places = 'inSubgraph';
  for (const definition of definitions) {
    if (!('fields' in definition)) continue;
    for (const { name } of definition.fields ?? [])
      places[place].add(`${definition.name.value}.${name.value}`);
    if (definition.fields?.some(({ name }) => name.value === '_service')) place = 'apart';
  }
  return places;
}
