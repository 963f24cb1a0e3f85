/** Values that are derived from a record, and derived once: records are immutable. */

/** A function that computes its result only once for each record. The result goes when the record does. */
export function perRow<R extends object, T>(compute: (row: R) => T): (row: R) => T {
  const known = new WeakMap<R, T>();
  return (row) => {
    const value = known.get(row) ?? compute(row);
    known.set(row, value);
    return value;
  };
}
