/** `npm run findings`: reads the accounts and Regions of the settings, and lists what is wrong with their mirroring. It changes nothing. */
import type { Choice } from './api/findings/choice.ts';
import { surveyFindings } from './api/findings/survey.ts';
import { toJson } from './findings/json.ts';
import { type Format, type Options, parseOptions, usage } from './findings/options.ts';
import { exitCodeOf, isCompleteOf, type Report } from './findings/report.ts';
import { toSarif } from './findings/sarif.ts';
import { toTable } from './findings/table.ts';
import { type Printed, runSurvey, type Surveyed } from './surveying.ts';

const printers: Readonly<Record<Format, (report: Report) => string>> = {
  table: toTable,
  json: toJson,
  sarif: toSarif,
};

async function read(
  { config: { limits }, access, scopes, chosen, leftOutAccountIds }: Surveyed,
  { accountIds, failOn, codes, format }: Options,
): Promise<Printed> {
  const choice: Choice = { codes, resources: undefined };
  const allowance = { calls: limits.estateCalls, ms: limits.estateMs };
  const { signal } = new AbortController();
  const found = await surveyFindings({ access, scopes, chosen, choice, allowance, signal });
  const wanted = { failOn, refusedAccountIds: accountIds === undefined ? [] : leftOutAccountIds };
  const report: Report = {
    ...found,
    scopes: chosen,
    leftOutAccountIds,
    exitCode: exitCodeOf(found, wanted),
    isComplete: isCompleteOf(found, wanted),
    endedAt: new Date().toISOString(),
  };
  return { text: printers[format](report), exitCode: report.exitCode };
}

await runSurvey(process.env, { usage, parse: parseOptions, read, unread: 2 });
