/** Reads the table of instance types, on first use: most programs never ask for it. */
import type { WireObject } from '../wire/xml.ts';
import { type Column, columns } from './instanceTypeColumns.ts';
import { instanceTypeTable } from './instanceTypeTable.ts';

/** The cells of one type, as text; a cell is undefined where the type has no such element, or where it is not known. */
export type Cells = Readonly<Partial<Record<Column, string>>>;

const paths = Object.keys(columns) as Column[];
let known: ReadonlyMap<string, Cells> | undefined;

/** Every instance type by its name, in the order of the table. */
export function instanceTypes(): ReadonlyMap<string, Cells> {
  known ??= read();
  return known;
}

function read(): Map<string, Cells> {
  let above: readonly string[] = [];
  const types = new Map<string, Cells>();
  for (const line of instanceTypeTable.trim().split('\n')) {
    const written = line.split('|');
    const cells = paths.map((_, i) => written[i] || (above[i] ?? '-'));
    above = cells;
    const type = Object.fromEntries(paths.flatMap((path, i) => (cells[i] === '-' ? [] : [[path, cells[i]]])));
    types.set(cells[0] ?? '', type);
  }
  return types;
}

/** The values of a cell, of which a list has several. */
export const valuesOf = (cells: Cells, path: Column): string[] | undefined => cells[path]?.split(',');

/** A disk cell is its count, size and type. */
export function diskOf(cells: Cells): { count: string; sizeInGB: string; type: string } | undefined {
  const [count, sizeInGB, type] = cells['instanceStorageInfo.disks']?.split('x') ?? [];
  return count && sizeInGB && type ? { count, sizeInGB, type } : undefined;
}

/** The elements of a type, as EC2 nests them. */
export function toElements(cells: Cells): WireObject {
  const root: Record<string, unknown> = {};
  for (const path of paths) {
    const text = cells[path];
    if (text === undefined) continue;
    const names = path.split('.');
    const last = names.pop() ?? '';
    let parent = root;
    for (const name of names) {
      parent[name] ??= {};
      parent = parent[name] as Record<string, unknown>;
    }
    if (columns[path] === 'disks') parent[last] = [diskOf(cells)];
    else parent[last] = columns[path] === 'list' ? valuesOf(cells, path) : text;
  }
  // Texts, lists of texts, and objects of these.
  return root as WireObject;
}
