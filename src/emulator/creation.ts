/** What the four create actions share: client tokens, tags and new ids. */
import { createHash } from 'node:crypto';
import { type Action, action, take } from './action.ts';
import { decisions } from './decisions.ts';
import { idempotentParameterMismatch } from './errors.ts';
import { type IdKind, newId } from './ids.ts';
import { clientToken } from './sharedParameters.ts';
import type { Row } from './state/records.ts';
import type { Created } from './state/savedState.ts';
import type { Table } from './state/table.ts';
import type { Estate } from './state/world.ts';
import { tagSpecification, toTags } from './tags.ts';
import type { Parsed, Parsers } from './wire/parameters.ts';
import type { WireObject } from './wire/xml.ts';

/** How one kind of resource is created. */
interface Creatable<R extends Row> {
  /** The response element, e.g. `trafficMirrorSession`. */
  readonly element: Created;
  readonly idKind: IdKind;
  readonly table: (estate: Estate) => Table<R>;
  readonly toWire: (row: R, estate: Estate) => WireObject;
}

/**
 * Builds a create action. `make` validates against the state and returns the new record, which extends `row`: its id,
 * place in the order of creation and tags.
 */
export function creation<R extends Row, F extends Parsers>(
  kind: Creatable<R>,
  parameters: F,
  make: (parameters: Parsed<F>, estate: Estate, row: Row) => R,
  check?: (parameters: Parsed<F>) => void,
): Action {
  return ({ children }, estate, authorize) => {
    const fields = new Map(children);
    const tags = toTags(take(fields, 'TagSpecification', tagSpecification(kind.idKind)));
    const token = take(fields, 'ClientToken', clientToken);
    const create = action(
      parameters,
      (parsed) => {
        const fingerprint = hash([parsed, tags]);
        const earlier = token === undefined ? undefined : recall(kind, estate, token, fingerprint);
        const row =
          earlier ?? kind.table(estate).put(make(parsed, estate, freshRow(kind.idKind, estate, tags)));
        if (token !== undefined && !earlier) remember(kind, estate, token, fingerprint, row);
        return { [kind.element]: kind.toWire(row, estate), clientToken: token };
      },
      check,
    );
    return create({ children: fields }, estate, authorize);
  };
}

const freshRow = (kind: IdKind, { world }: Estate, tags: Row['tags']): Row => ({
  id: newId(kind, world.random),
  seq: world.nextSeq(),
  tags,
});

const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64');

/**
 * What an earlier request with this token created: in its current state, or as it was created if it no longer exists.
 * Throws IdempotentParameterMismatch if the parameters differ.
 */
function recall<R extends Row>(
  kind: Creatable<R>,
  estate: Estate,
  token: string,
  fingerprint: string,
): R | undefined {
  const use = estate.tokens.get(`${kind.element}/${token}`);
  if (!use || use.usedAt <= estate.world.now() - decisions.clientTokenHours * 3_600_000) return undefined;
  if (use.fingerprint !== fingerprint) throw idempotentParameterMismatch();
  // The key names the kind, so `created` is a row of that kind.
  return kind.table(estate).get(use.created.id) ?? (use.created as R);
}

/** Remembers the use of a token, and forgets expired ones. Those come first, because the map is in order of use. */
function remember(
  { element }: { element: Created },
  estate: Estate,
  token: string,
  fingerprint: string,
  created: Row,
): void {
  const key = `${element}/${token}`;
  const now = estate.world.now();
  for (const [oldKey, { usedAt }] of estate.tokens) {
    if (usedAt > now - decisions.clientTokenHours * 3_600_000) break;
    estate.tokens.delete(oldKey);
  }
  estate.tokens.delete(key);
  estate.tokens.set(key, { fingerprint, created, usedAt: now });
}
