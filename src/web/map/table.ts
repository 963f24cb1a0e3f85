/** Tables that can be sorted, searched and exported. Pure. */

import type { Chosen } from './chosen.ts';
import { once } from './once.ts';

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
export function arrange<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  text: string,
  { index, isDescending }: Order,
): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const textOf = textsOf(columns) as (row: Row) => string;
  const found =
    words.length === 0 ? rows : rows.filter((row) => words.every((word) => textOf(row).includes(word)));
  const cellOf = columns[index]?.cellOf ?? (() => 0);
  const sign = isDescending ? -1 : 1;
  return found
    .map((row) => ({ row, key: sortKey(cellOf(row)) }))
    .sort((left, right) => sign * compare(left.key, right.key))
    .map(({ row }) => row);
}

/** What is in a row, one cell a line: made once, because each key stroke looks at all rows. */
const textsOf = once(<Row extends object>(columns: readonly Column<Row>[]) =>
  once((row: Row) =>
    columns
      .map(({ cellOf }) => cellOf(row))
      .join('\n')
      .toLowerCase(),
  ),
);

/** So that texts are in order when their code units are, as `node-2` before `node-10`: a collator takes ten times as long. */
const sortKey = (value: string | number) =>
  typeof value === 'number'
    ? value
    : value.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(16, '0'));

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [one, other] = [String(left), String(right)];
  return one < other ? -1 : Number(one > other);
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
