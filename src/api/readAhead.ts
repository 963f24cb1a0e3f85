/** Reads the scopes of a list in growing waves: one, then two, four, eight at once. */

import type { Page } from '../ec2/reads/lanes.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { Position } from './cursors.ts';

/** Each is a call of its own, of which a request has a limited number. */
const maxAtOnce = 8;

/** Reads a page from a position in the scope. @param wanted how many records at the most. */
type Read<Record> = (scope: Ec2Scope, position: Position, wanted: number) => Promise<Page<Record>>;

/**
 * Reads the first pages of the scopes behind along with that of a scope, so that twenty scopes with little in them are read in five
 * turns, and one that fills the list's page alone in one call. What turns out not to be needed is dropped.
 *
 * @returns a reader for who goes from one of the scopes to the next.
 */
export function createReadAhead<Record>(scopes: readonly Ec2Scope[], read: Read<Record>): Read<Record> {
  const starts = new Map<Ec2Scope, Promise<Page<Record>>>();
  let width = 1;

  function startWave(from: number, wanted: number): void {
    for (const [index, scope] of scopes.slice(from, from + width).entries()) {
      const page = read(scope, { scope: from + index, nextToken: undefined, offset: 0 }, wanted);
      // Whoever needs it hears of its failure; perhaps nobody does.
      page.catch(() => {});
      starts.set(scope, page);
    }
    width = Math.min(width * 2, maxAtOnce);
  }

  return (scope, position, wanted) => {
    const isStart = position.nextToken === undefined && position.offset === 0;
    if (isStart && !starts.has(scope)) startWave(position.scope, wanted);
    return (isStart ? starts.get(scope) : undefined) ?? read(scope, position, wanted);
  };
}
