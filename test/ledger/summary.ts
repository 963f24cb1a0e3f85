/** A run of the ledger as tables for people. */
import type { Told } from './caller.ts';
import { groupBy } from './groups.ts';
import type { Ledger } from './run.ts';
import type { Violation } from './writer.ts';

const tolds: readonly Told[] = ['made', 'halfway', 'notMade', 'unknown', 'silence'];
const violationKinds: readonly Violation['kind'][] = [
  'lostAcknowledgement',
  'duplicate',
  'falseSuccess',
  'falseFailure',
  'orphanIntent',
  'auditDisagrees',
  'unsettled',
  'unexpected',
];

/** How many violations are shown in words. */
const maxShown = 40;

export function summarize({ entries, violations, recorded, folder, mishaps, strikes }: Ledger): string {
  const rows = groupBy(entries, ({ change }) => change.kind);
  const answers = [...rows].map(([kind, list]) => {
    const first = list.flatMap(({ answers: [answer] }) => answer?.told ?? []);
    const counts = tolds.map((told) => first.filter((each) => each === told).length);
    return [kind, list.length, ...counts, list.reduce((sum, { answers }) => sum + answers.length - 1, 0)];
  });
  const counts = violationKinds.map((kind) => [kind, violations.filter((each) => each.kind === kind).length]);
  return [
    table([['change', 'sent', ...tolds, 'sent again'], ...answers]),
    `in the audit file: ${recorded} changes`,
    `struck: ${inWords(strikes)}`,
    `network: ${inWords(mishaps)}`,
    table(counts),
    ...(violations.length > 0 ? [`the files are in ${folder}`] : []),
    ...violations.slice(0, maxShown).map(({ kind, text }) => `${kind}: ${text}`),
  ].join('\n');
}

const inWords = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([name, count]) => `${count} × ${name}`).join(', ');

function table(rows: readonly (readonly (string | number)[])[]): string {
  return rows
    .map((row) =>
      row.map((cell, index) => String(cell)[index ? 'padStart' : 'padEnd'](index ? 10 : 20)).join(''),
    )
    .join('\n');
}
