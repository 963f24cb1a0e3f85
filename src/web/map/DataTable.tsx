/** A table whose columns can be sorted by, with a search field and an export. */
import { useDeferredValue, useMemo, useState } from 'react';
import { Pager } from './Pager.tsx';
import { PickBox, type Selection } from './PickBox.tsx';
import { saveFile } from './saveFile.ts';
import { useScene } from './scene.ts';
import { arrange, type Column, type Order, toCsv } from './table.ts';
import { count } from './words.ts';

/** How many rows are shown at a time. */
const pageSize = 50;

export function DataTable<Row extends object>({
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
  const { choose } = useScene();
  const [text, setText] = useState('');
  const [order, setOrder] = useState<Order>({ index: 0, isDescending: false });
  const [page, setPage] = useState(0);
  const deferred = useDeferredValue(text);
  const found = useMemo(() => arrange(rows, columns, deferred, order), [rows, columns, deferred, order]);
  // There may be fewer rows than when the page was chosen.
  const first = Math.min(page, Math.max(0, Math.ceil(found.length / pageSize) - 1)) * pageSize;
  return (
    <>
      <div className="table-tools">
        <input
          type="search"
          aria-label={`Search ${caption.toLowerCase()}`}
          placeholder="search"
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setPage(0);
          }}
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
                  onClick={() => {
                    setOrder({ index, isDescending: order.index === index && !order.isDescending });
                    setPage(0);
                  }}
                >
                  {name} {order.index === index && <span aria-hidden>{order.isDescending ? '▾' : '▴'}</span>}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.slice(first, first + pageSize).map((row) => {
            const cells = columns.map(({ name, wraps, cellOf, chosenOf }) => ({
              name,
              wraps,
              value: cellOf(row),
              chosen: chosenOf?.(row),
            }));
            return (
              <tr key={cells.map(({ value }) => value).join('\n')}>
                {selection && (
                  <td className="pick">
                    <PickBox label={`Choose ${selection.labelOf(row)}`} rows={[row]} selection={selection} />
                  </td>
                )}
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
      <Pager
        of={caption.toLowerCase()}
        first={first}
        size={pageSize}
        total={found.length}
        onPage={(next) => setPage(next / pageSize)}
      />
    </>
  );
}

function sortOf({ index, isDescending }: Order, column: number) {
  if (column !== index) return 'none';
  return isDescending ? 'descending' : 'ascending';
}
