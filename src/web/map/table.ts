/** Tables that can be sorted, searched and exported. Pure. */
import type { Chosen } from './scene.ts';

export interface Column<Row> {
  readonly name: string;
  /** Whether it has sentences, which may take several lines. */
  readonly wraps?: boolean;
  readonly cellOf: (row: Row) => string | number;
  /** What the cell opens. */
  readonly chosenOf?: (row: Row) => Chosen;
}

/** The column by which a table is sorted. */
export interface Order {
  readonly index: number;
  readonly isDescending: boolean;
}

/** @returns the rows that have each word of the text in some column, in order. Numbers are sorted by their size. */
export function arrange<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  text: string,
  { index, isDescending }: Order,
): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const values = columns.map(({ cellOf }) => String(cellOf(row)).toLowerCase());
    return words.every((word) => values.some((value) => value.includes(word)));
  });
  const cellOf = columns[index]?.cellOf ?? (() => 0);
  const sign = isDescending ? -1 : 1;
  return found.toSorted((left, right) => sign * compare(cellOf(left), cellOf(right)));
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left).localeCompare(String(right), 'en', { numeric: true });
}

/** The rows as in RFC 4180, with a line of column names. */
export const toCsv = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string =>
  [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ cellOf }) => cellOf(row)))]
    .map((cells) => `${cells.map(toCell).join(',')}\r\n`)
    .join('');

function toCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // Spreadsheets would run a tag value that begins so as a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
