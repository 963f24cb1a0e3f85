/** Where a list is in EC2's pages: what it takes of a page, and where it goes on. */
import type { Position } from './cursors.ts';

/** What one of EC2's pages gives to a list. */
export interface Taken<Record> {
  readonly nodes: Record[];
  /** How many more would match. */
  readonly further: number;
  /** Where the list continues after the node at `index`. Made when it is asked for: few queries want the cursor of every node. */
  readonly positionAfter: (index: number) => Position;
}

/** Takes up to `wanted` records from the position on. */
export function take<Record>(
  records: readonly Record[],
  position: Position,
  wanted: number,
  idOf: (record: Record) => string,
  matches: (record: Record) => boolean = () => true,
): Taken<Record> {
  const nodes: Record[] = [];
  const offsets: number[] = [];
  let further = 0;
  for (let index = offsetIn(records, position, idOf); index < records.length; index++) {
    const record = records[index] as Record;
    if (!matches(record)) continue;
    if (nodes.length === wanted) {
      further++;
      continue;
    }
    nodes.push(record);
    offsets.push(index + 1);
  }
  return {
    nodes,
    further,
    positionAfter: (index) => ({
      ...position,
      offset: offsets[index] as number,
      last: idOf(nodes[index] as Record),
    }),
  };
}

/**
 * Where to continue in a page that is read again: after the item that was delivered last. If that item no longer exists, the page starts
 * over: repeating items is better than leaving some out.
 */
function offsetIn<Record>(
  records: readonly Record[],
  { offset, last }: Position,
  idOf: (record: Record) => string,
): number {
  if (last === undefined) return offset;
  return records.findIndex((record) => idOf(record) === last) + 1;
}

/** Where a scope starts. */
export const firstPage = (scope: string): Position => ({ scope, nextToken: undefined, offset: 0 });
