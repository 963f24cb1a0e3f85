/** What a fault does to the content of a response, before it becomes a document. */
import type { Wire, WireObject } from '../wire/xml.ts';
import type { ActiveFault } from './faults.ts';

/** The result with its list or page token altered. `everything` returns the action's result without any parameters. */
export function distort(
  result: WireObject,
  { items, repeatNextToken }: ActiveFault,
  parameters: ReadonlyMap<string, string>,
  everything: () => WireObject,
): WireObject {
  const set = Object.keys(result).find((name) => name.endsWith('Set'));
  const list = set === undefined ? undefined : result[set];
  let spoiled = result;
  if (items && set !== undefined && isList(list)) {
    const all = items === 'unasked' ? everything()[set] : undefined;
    spoiled = { ...spoiled, [set]: spoil(list, items, isList(all) ? all : []) };
  }
  const asked = parameters.get('NextToken');
  return repeatNextToken ? { ...spoiled, nextToken: asked || result.nextToken } : spoiled;
}

function spoil(
  list: readonly Wire[],
  how: NonNullable<ActiveFault['items']>,
  all: readonly Wire[],
): readonly Wire[] {
  if (how === 'reverse') return [...list].reverse();
  if (how === 'duplicate') return [...list, ...list.slice(0, 1)];
  const asked = new Set(list.map((item) => JSON.stringify(item)));
  return [...all.filter((item) => !asked.has(JSON.stringify(item))).slice(0, 1), ...list];
}

/** Array.isArray does not narrow readonly arrays out of a union. */
const isList = (value: Wire): value is readonly Wire[] => Array.isArray(value);
