/** A table whose columns can be sorted by, with a search field and an export. */
import { useMemo, useState } from 'react';
import { saveFile } from './saveFile.ts';
import { arrange, type Column, type Order, toCsv } from './table.ts';
import { count } from './words.ts';

/** Rows that can be chosen, each by a check box. */
export interface Selection<Row> {
  readonly labelOf: (row: Row) => string;
  readonly isPicked: (row: Row) => boolean;
  readonly onPick: (rows: readonly Row[], isPicked: boolean) => void;
}

/** More rows are only exported. */
const maxRows = 200;

export function DataTable<Row>({
  caption,
  columns,
  rows,
  noun,
  fileName,
  selection,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** What a row is, in the singular. */
  noun: string;
  /** Of the export, without its ending. */
  fileName: string;
  selection?: Selection<Row>;
}) {
  const [text, setText] = useState('');
  const [order, setOrder] = useState<Order>({ index: 0, isDescending: false });
  const found = useMemo(() => arrange(rows, columns, text, order), [rows, columns, text, order]);
  return (
    <>
      <div className="table-tools">
        <input
          type="search"
          aria-label={`Search ${caption.toLowerCase()}`}
          placeholder="search"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <span role="status">
          {found.length < rows.length && `${found.length.toLocaleString('en')} of `}
          {count(rows.length, noun)}
        </span>
        <button type="button" onClick={() => saveFile(`${fileName}.csv`, 'text/csv', toCsv(found, columns))}>
          Export as CSV
        </button>
      </div>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className="pick">
                <PickBox
                  label={`Choose all ${count(found.length, noun)}`}
                  rows={found}
                  selection={selection}
                />
              </th>
            )}
            {columns.map(({ name }, index) => (
              <th key={name} scope="col" aria-sort={sortOf(order, index)}>
                <button
                  type="button"
                  onClick={() =>
                    setOrder({ index, isDescending: order.index === index && !order.isDescending })
                  }
                >
                  {name} {order.index === index && <span aria-hidden>{order.isDescending ? '▾' : '▴'}</span>}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.slice(0, maxRows).map((row) => {
            const cells = columns.map(({ name, wraps, cellOf }) => ({ name, wraps, value: cellOf(row) }));
            return (
              <tr key={cells.map(({ value }) => value).join('\n')}>
                {selection && (
                  <td className="pick">
                    <PickBox label={`Choose ${selection.labelOf(row)}`} rows={[row]} selection={selection} />
                  </td>
                )}
                {cells.map(({ name, wraps, value }) => (
                  <td key={name} className={typeof value === 'number' ? 'numeric' : wraps ? 'wraps' : ''}>
                    {typeof value === 'number' ? value.toLocaleString('en') : value}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {found.length > maxRows && (
        <p>
          The first {maxRows} of {count(found.length, noun)}. The export has all of them
          {selection && ', and so has the check box above all rows'}.
        </p>
      )}
    </>
  );
}

/** Half checked if some of the rows are chosen. */
function PickBox<Row>({
  label,
  rows,
  selection: { isPicked, onPick },
}: {
  label: string;
  rows: readonly Row[];
  selection: Selection<Row>;
}) {
  const picked = rows.filter(isPicked).length;
  const isEach = picked > 0 && picked === rows.length;
  return (
    <label className="pick-box" title={label}>
      <input
        type="checkbox"
        aria-label={label}
        checked={isEach}
        ref={(box) => {
          if (box) box.indeterminate = picked > 0 && !isEach;
        }}
        onChange={() => onPick(rows, !isEach)}
      />
    </label>
  );
}

function sortOf({ index, isDescending }: Order, column: number) {
  if (column !== index) return 'none';
  return isDescending ? 'descending' : 'ascending';
}
