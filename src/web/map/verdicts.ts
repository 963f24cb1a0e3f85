/** What the verdicts of EC2's dry run mean. A dry run checks permissions only. */
import type { PlanFieldsFragment } from '../../generated/web/graphql.ts';

type DryRun = PlanFieldsFragment['dryRun'];

interface Meaning {
  readonly isPermitted: boolean;
  readonly text: string;
}

const meanings: Readonly<Record<string, Meaning>> = {
  PERMITTED: { isPermitted: true, text: 'EC2 permits this change. It was asked about permissions only.' },
  UNAUTHORIZED: { isPermitted: false, text: 'EC2 does not permit this change.' },
  REJECTED: { isPermitted: false, text: 'EC2 would refuse this change.' },
};

const unknown: Meaning = { isPermitted: true, text: 'EC2 did not say whether it permits this change.' };

const meaningOf = (dryRun: DryRun) => meanings[dryRun?.verdict ?? ''] ?? unknown;

export const isPermitted = (dryRun: DryRun) => meaningOf(dryRun).isPermitted;

export const verdictText = (dryRun: DryRun) => {
  const { isPermitted, text } = meaningOf(dryRun);
  return isPermitted || !dryRun?.message ? text : `${text} ${dryRun.message}`;
};
