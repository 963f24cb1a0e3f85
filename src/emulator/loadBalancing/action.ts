/** How an action of Elastic Load Balancing is built: like one of EC2, without dry runs. */
import type { Action } from '../action.ts';
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { integer, type Parsed, type Parser, type Parsers, parseFields, string } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { validationError } from './errors.ts';

/** Builds an action that validates the parameters, then authorizes the caller, and only then touches the state. */
export function action<F extends Parsers>(
  parameters: F,
  handle: (parameters: Parsed<F>, estate: Estate) => WireObject,
): Action {
  return (tree, estate, authorize) => {
    const parsed = parseFields(parameters, tree);
    authorize();
    return handle(parsed, estate);
  };
}

/** The most that a page may have, and what it has without PageSize. */
const maxPageSize = 400;

/**
 * Builds an action that lists rows in pages, in order of creation. `select` finds the rows that the parameters ask for;
 * `toWire` is made once for each answer.
 */
export function pages<F extends Parsers, R extends Row>(
  element: string,
  parameters: F,
  select: (parameters: Parsed<F>, estate: Estate) => readonly R[],
  toWire: (estate: Estate) => (row: R) => WireObject,
): Action {
  return action(
    { ...parameters, Marker: marker(element), PageSize: integer(1, maxPageSize) },
    (parsed, estate) => {
      // The compiler does not see through a generic F that the fields of both are there.
      const { Marker: after = 0, PageSize = maxPageSize } = parsed as { Marker?: number; PageSize?: number };
      const rows = select(parsed as Parsed<F>, estate).filter(({ seq }) => seq > after);
      const page = rows.sort((a, b) => a.seq - b.seq).slice(0, PageSize);
      const last = page.at(-1);
      const NextMarker = last && rows.length > page.length ? toMarker(element, last.seq) : undefined;
      return { [element]: page.map(toWire(estate)), NextMarker };
    },
  );
}

const toMarker = (element: string, seq: number) => Buffer.from(`${element}/${seq}`).toString('base64url');

/** A marker of this list, as the position after which the page begins. Clients send the other parameters again. */
const marker =
  (element: string): Parser<number | undefined> =>
  (node, name) => {
    const text = string(node, name);
    // Clients send an empty one for the first page (AWS SDKs' paginators of other Query APIs).
    if (!text) return undefined;
    const [, list, seq] = /^(\w+)\/(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
    if (list !== element) throw validationError(`The marker ${text} is not valid`);
    return Number(seq);
  };
