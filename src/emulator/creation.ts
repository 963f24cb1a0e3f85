/** What the create actions share: client tokens, tags and new ids. */
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
import { tagSpecifications } from './tags.ts';
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
    const { resourceType } = kind.idKind;
    const tags = take(fields, 'TagSpecification', tagSpecifications(resourceType))[resourceType] ?? [];
    const token = take(fields, 'ClientToken', clientToken);
    const create = action(
      parameters,
      (parsed) => {
        const table = kind.table(estate);
        const row = once(kind.element, estate, token, [parsed, tags], {
          make: () => table.put(make(parsed, estate, freshRow(kind.idKind, estate, tags))),
          again: (created: R) => table.get(created.id) ?? created,
        });
        return { [kind.element]: kind.toWire(row, estate), clientToken: token };
      },
      check,
    );
    return create({ children: fields }, estate, authorize);
  };
}

/** The id, the place in the order of creation and the tags of a new resource. */
export const freshRow = (kind: IdKind, { world }: Estate, tags: Row['tags']): Row => ({
  id: newId(kind, world.random),
  seq: world.nextSeq(),
  tags,
});

const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64');

/**
 * Creates something, unless an earlier request with this token did: then `again` turns what that created into what it
 * is now. Throws IdempotentParameterMismatch if that request had other parameters.
 */
export function once<R extends Row>(
  element: Created,
  estate: Estate,
  token: string | undefined,
  parameters: unknown,
  { make, again }: { make: () => R; again: (created: R) => R },
): R {
  if (token === undefined) return make();
  const key = `${element}/${token}`;
  const fingerprint = hash(parameters);
  const use = estate.tokens.get(key);
  if (use && use.usedAt > estate.world.now() - decisions.clientTokenHours * 3_600_000) {
    if (use.fingerprint !== fingerprint) throw idempotentParameterMismatch();
    // The key names the kind, so `created` is a row of that kind.
    return again(use.created as R);
  }
  const created = make();
  remember(key, estate, fingerprint, created);
  return created;
}

/** Remembers the use of a token, and forgets expired ones. Those come first, because the map is in order of use. */
function remember(key: string, estate: Estate, fingerprint: string, created: Row): void {
  const now = estate.world.now();
  for (const [oldKey, { usedAt }] of estate.tokens) {
    if (usedAt > now - decisions.clientTokenHours * 3_600_000) break;
    estate.tokens.delete(oldKey);
  }
  estate.tokens.delete(key);
  estate.tokens.set(key, { fingerprint, created, usedAt: now });
}
