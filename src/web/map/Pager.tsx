/** Leads through the pages of a table. */

export function Pager({
  of,
  first,
  size,
  total,
  onPage,
}: {
  /** The caption of the table. */
  of: string;
  /** The index of the first row that is shown. */
  first: number;
  /** How many rows a page has. */
  size: number;
  total: number;
  /** Shows the page that begins with this row. */
  onPage: (first: number) => void;
}) {
  if (total <= size) return null;
  const last = Math.min(first + size, total);
  return (
    <nav className="table-tools" aria-label={`Pages of ${of}`}>
      {/* Not disabled: a button that was just used would lose the focus. */}
      <button type="button" aria-disabled={first === 0} onClick={() => first > 0 && onPage(first - size)}>
        Previous
      </button>
      <span role="status">
        {(first + 1).toLocaleString('en')} to {last.toLocaleString('en')} of {total.toLocaleString('en')}
      </span>
      <button
        type="button"
        aria-disabled={last === total}
        onClick={() => last < total && onPage(first + size)}
      >
        Next
      </button>
    </nav>
  );
}
