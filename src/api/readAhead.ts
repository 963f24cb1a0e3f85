/** Reads the scopes of a list in growing waves: one, then two, four, and then eight at once. */
import type { Page } from '../ec2/reads/lanes.ts';
import { type Ec2Scope, nameOf } from '../ec2/scope.ts';
import type { Position } from './cursors.ts';
import { firstPage } from './ec2Pages.ts';

/** Bounded, because each scope costs an EC2 call of its own and a request may cause only so many. */
export const maxAtOnce = 8;

/** Reads a page from a position in a scope. @param wanted how many records at most. */
type Read<Result> = (scope: Ec2Scope, position: Position, wanted: number) => Result;

/**
 * Whenever the first page of a scope is needed, also reads the first pages of the scopes after it. Twenty scopes with few resources are
 * read in five waves; a scope that fills the list's page alone is read in one call. Pages that turn out not to be needed are dropped.
 *
 * @param affordable how many scopes the request can read at once now.
 * @returns a reader that must be asked for the scopes in their order. It answers undefined when nothing more can be read.
 */
export function createReadAhead<Record>(
  scopes: readonly Ec2Scope[],
  affordable: () => number,
  read: Read<Promise<Page<Record>>>,
): Read<Promise<Page<Record>> | undefined> {
  const starts = new Map<Ec2Scope, Promise<Page<Record>>>();
  let width = 1;

  function startWave(from: number, count: number, wanted: number): void {
    for (const scope of scopes.slice(from, from + count)) {
      const page = read(scope, firstPage(nameOf(scope)), wanted);
      // A failure reaches whoever awaits the page. If nobody does, it must not be an unhandled rejection.
      page.catch(() => {});
      starts.set(scope, page);
    }
    width = Math.min(width * 2, maxAtOnce);
  }

  return (scope, position, wanted) => {
    const isStart = position.nextToken === undefined && position.offset === 0;
    const known = isStart ? starts.get(scope) : undefined;
    if (known !== undefined) return known;
    const count = affordable();
    if (count === 0) return undefined;
    if (!isStart) return read(scope, position, wanted);
    startWave(scopes.indexOf(scope), Math.min(width, count), wanted);
    return starts.get(scope);
  };
}
