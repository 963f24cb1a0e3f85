/** What is measured, as rows of one Markdown table. */

export interface Row {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  /** Undefined where there is no target. */
  readonly isMet?: boolean;
}

export const toTable = (rows: readonly Row[]): string =>
  [
    '| what | target | measured | |',
    '|---|---|---|---|',
    ...rows.map(
      ({ what, target, measured, isMet }) =>
        `| ${what} | ${target} | ${measured} | ${isMet === undefined ? '' : isMet ? 'met' : 'missed'} |`,
    ),
  ].join('\n');

/** A row whose target is an upper bound. */
export const atMost = (what: string, measured: number, bound: number, unit: string): Row => ({
  what,
  target: `≤ ${bound} ${unit}`,
  measured: `${round(measured)} ${unit}`,
  isMet: measured <= bound,
});

/** A row without a target. */
export const fact = (what: string, measured: string): Row => ({ what, target: '', measured });

export const round = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
