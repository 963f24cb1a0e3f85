/** Reads the scopes of a list in growing waves: one, then two, four, and then eight at once. */
import type { Page } from '../ec2/reads/lanes.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { Position } from './cursors.ts';

/** Bounded, because each scope costs an EC2 call of its own and a request may cause only so many. */
export const maxAtOnce = 8;

/** Reads a page from a position in a scope. @param wanted how many records at most. */
type Read<Record> = (scope: Ec2Scope, position: Position, wanted: number) => Promise<Page<Record>>;

/**
 * Whenever the first page of a scope is needed, also reads the first pages of the scopes after it. Twenty scopes with few resources are
 * read in five waves; a scope that fills the list's page alone is read in one call. Pages that turn out not to be needed are dropped.
 *
 * @returns a reader that must be asked for the scopes in their order.
 */
export function createReadAhead<Record>(scopes: readonly Ec2Scope[], read: Read<Record>): Read<Record> {
  const starts = new Map<Ec2Scope, Promise<Page<Record>>>();
  let width = 1;

  function startWave(from: number, wanted: number): void {
    for (const [index, scope] of scopes.slice(from, from + width).entries()) {
      const page = read(scope, { scope: from + index, nextToken: undefined, offset: 0 }, wanted);
      // A failure reaches whoever awaits the page. If nobody does, it must not be an unhandled rejection.
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
