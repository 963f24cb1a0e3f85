/** The table that the benchmark prints: medians and maxima over its runs, as Markdown. Pure. */

/** What one run measured of one thing. All in milliseconds. */
export interface Row {
  readonly name: string;
  /** From the input to the next paint, the slowest. Undefined where there is no input. */
  readonly paint?: number;
  /** Until the page no longer changed. */
  readonly settled?: number;
  /** The duration of each task over 50 ms. */
  readonly tasks: readonly number[];
}

export function tableOf(rows: readonly Row[]): string {
  const lines = [...new Set(rows.map(({ name }) => name))].map((name) => {
    const runs = rows.filter((row) => row.name === name);
    const tasks = runs.map((run) => run.tasks.length);
    const longest = runs.map((run) => Math.max(0, ...run.tasks));
    const cells = [
      name,
      both(runs.flatMap(({ paint }) => paint ?? [])),
      both(runs.flatMap(({ settled }) => settled ?? [])),
      both(tasks),
      both(longest),
    ];
    return `| ${cells.join(' | ')} |\n`;
  });
  return `| what | input to paint, ms | until drawn, ms | long tasks | longest, ms |\n|---|---|---|---|---|\n${lines.join('')}`;
}

/** The median, and the maximum in parentheses. */
function both(values: readonly number[]): string {
  if (values.length === 0) return '';
  const sorted = values.toSorted((left, right) => left - right);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `${Math.round(median)} (${Math.round(sorted.at(-1) ?? 0)})`;
}
