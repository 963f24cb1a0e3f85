/** The check boxes with which rows of a table are chosen. */
import './PickBox.css';

/** Rows that can be chosen, each by a check box. */
export interface Selection<Row> {
  readonly labelOf: (row: Row) => string;
  readonly isPicked: (row: Row) => boolean;
  readonly onPick: (rows: readonly Row[], isPicked: boolean) => void;
}

/** Half checked if some of the rows are chosen. */
export function PickBox<Row>({
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
