/** A run of the ledger as tables for people. */

import { groupBy } from '../../src/mirroring/grouped.ts';
import type { Told } from './caller.ts';
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

/** How many violations are described one by one. */
const maxShown = 40;

export function summarize({ entries, violations, recorded, folder, mishaps, strikes }: Ledger): string {
  const rows = groupBy(entries, ({ change }) => change.kind);
  const answers = [...rows].map(([kind, list]) => {
    // A bulk change has several resources, each with its own answer; a rule that goes with its filter has none.
    const told = list.flatMap(({ change, answers: [first] }) =>
      (first?.told ?? []).filter((_, index) => !change.parts[index]?.isImplied),
    );
    const counts = tolds.map((kind) => told.filter((each) => each === kind).length);
    return [
      kind,
      list.length,
      told.length,
      ...counts,
      list.reduce((sum, each) => sum + each.answers.length - 1, 0),
    ];
  });
  const counts = violationKinds.map((kind) => [kind, violations.filter((each) => each.kind === kind).length]);
  return [
    table([['change', 'sent', 'resources', ...tolds, 'sent again'], ...answers]),
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
      row.map((cell, index) => String(cell)[index ? 'padStart' : 'padEnd'](index ? 11 : 20)).join(''),
    )
    .join('\n');
}
