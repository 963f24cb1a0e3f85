/** A table whose columns can be sorted by, with a search field and an export. */
import { useMemo, useState } from 'react';
import { saveFile } from './saveFile.ts';
import { useScene } from './scene.ts';
import { arrange, type Column, type Order, toCsv } from './table.ts';
import { count } from './words.ts';

/** More rows are only exported. */
const maxRows = 200;

export function DataTable<Row>({
  caption,
  columns,
  rows,
  noun,
  fileName,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** What a row is, in the singular. */
  noun: string;
  /** Of the export, without its ending. */
  fileName: string;
}) {
  const { choose } = useScene();
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
            const cells = columns.map(({ name, wraps, cellOf, chosenOf }) => ({
              name,
              wraps,
              value: cellOf(row),
              chosen: chosenOf?.(row),
            }));
            return (
              <tr key={cells.map(({ value }) => value).join('\n')}>
                {cells.map(({ name, wraps, value, chosen }) => (
                  <td key={name} className={typeof value === 'number' ? 'numeric' : wraps ? 'wraps' : ''}>
                    {chosen ? (
                      <button type="button" className="link" onClick={() => choose(chosen)}>
                        {value}
                      </button>
                    ) : typeof value === 'number' ? (
                      value.toLocaleString('en')
                    ) : (
                      value
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {found.length > maxRows && (
        <p>
          The first {maxRows} of {count(found.length, noun)}. The export has all of them.
        </p>
      )}
    </>
  );
}

function sortOf({ index, isDescending }: Order, column: number) {
  if (column !== index) return 'none';
  return isDescending ? 'descending' : 'ascending';
}
