/** What a fault does to the content of a response, before it becomes a document. */
import { isSet, type Wire, type WireObject } from '../wire/xml.ts';
import { type ActiveFault, droppedShare } from './faults.ts';

/** How the request and the result name the position of the next page, and the parameters of the request. */
interface Paging {
  readonly sent: string;
  readonly next: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What a distortion may need besides the result. */
interface Sources {
  /** Returns the action's result without any parameters. */
  readonly everything: () => WireObject;
  /** Returns numbers in [0, 1). */
  readonly random: () => number;
}

/** The result with its list or page token altered. */
export function distort(
  result: WireObject,
  { items, repeatNextToken }: ActiveFault,
  { sent, next, parameters }: Paging,
  { everything, random }: Sources,
): WireObject {
  const set = Object.keys(result).find((name) => isSet(result[name]));
  const list = set === undefined ? undefined : result[set];
  let altered = result;
  if (items && set !== undefined && isSet(list)) {
    const all = items === 'unasked' ? everything()[set] : undefined;
    altered = { ...altered, [set]: alter(list, items, isSet(all) ? all : [], random) };
  }
  return repeatNextToken ? { ...altered, [next]: parameters.get(sent) || result[next] } : altered;
}

function alter(
  list: readonly Wire[],
  how: NonNullable<ActiveFault['items']>,
  all: readonly Wire[],
  random: () => number,
): readonly Wire[] {
  if (how === 'reverse') return [...list].reverse();
  if (how === 'duplicate') return [...list, ...list.slice(0, 1)];
  if (how !== 'unasked') return list.filter(() => random() >= droppedShare(how));
  const listed = new Set(list.map((item) => JSON.stringify(item)));
  return [...all.filter((item) => !listed.has(JSON.stringify(item))).slice(0, 1), ...list];
}
