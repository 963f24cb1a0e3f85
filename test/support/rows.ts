/** What is measured, as rows of one Markdown table. */

export interface Row {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  /** Undefined where there is no target. */
  readonly isMet?: boolean;
}

export const tableHead = '| what | target | measured | |\n|---|---|---|---|';

export const toLine = ({ what, target, measured, isMet }: Row): string =>
  `| ${what} | ${target} | ${measured} | ${isMet === undefined ? '' : isMet ? 'ok' : 'MISSED'} |`;

export const toTable = (rows: readonly Row[]): string => [tableHead, ...rows.map(toLine)].join('\n');

/** A row whose target is an upper bound. @param unit none for counts. */
export const atMost = (what: string, measured: number, bound: number, unit = ''): Row => ({
  what,
  target: `≤ ${bound} ${unit}`.trimEnd(),
  measured: `${round(measured)} ${unit}`.trimEnd(),
  isMet: measured <= bound,
});

/** A row whose target is one value. */
export const equal = (what: string, measured: unknown, target: unknown): Row => ({
  what,
  target: String(target),
  measured: String(measured),
  isMet: String(measured) === String(target),
});

/** A row without a target. */
export const fact = (what: string, measured: string): Row => ({ what, target: '', measured });

export const round = (value: number) =>
  Math.abs(value) >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en')
    : value.toFixed(1);
