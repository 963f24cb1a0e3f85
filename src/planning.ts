/** `npm run policies -- plan FILE`: compares policies with the accounts and Regions of the settings, and shows what would have to be changed. */
import { toScopeError } from './api/errors.ts';
import { surveyPolicies } from './api/policies/survey.ts';
import { UsageError } from './commandLine.ts';
import { ConfigError } from './config/config.ts';
import type { Policies } from './config/policies.ts';
import { readPolicyFile } from './config/readPolicies.ts';
import { toJson } from './planning/json.ts';
import { type Format, type Options, parseOptions, usage } from './planning/options.ts';
import { exitCodeOf, policyReport, type Report } from './planning/report.ts';
import { toTable } from './planning/table.ts';
import { type Printed, runSurvey, type Surveyed } from './surveying.ts';

const printers: Readonly<Record<Format, (report: Report) => string>> = { table: toTable, json: toJson };

/** @throws UsageError; ConfigError with every problem of the policy file. */
async function plan(surveyed: Surveyed, options: Options): Promise<Printed> {
  const { config, access, leftOutAccountIds } = surveyed;
  const file = await readPolicyFile(options.path, access);
  if ('problems' in file) throw new ConfigError(file.problems.map((line) => `${options.path}: ${line}`));
  const { owner } = file;
  const policies = choose(file, options);
  const allowance = { calls: config.limits.estateCalls, ms: config.limits.estateMs };
  const { plans, failures } = await surveyPolicies({ ...surveyed, allowance }, { owner, policies });
  const report: Report = {
    owner,
    policies: policies.map(({ name }) =>
      policyReport(
        owner,
        name,
        plans.filter(({ policy }) => policy.name === name),
      ),
    ),
    failures: failures.map(toScopeError).map(({ scope: { accountId, region }, message }) => ({
      accountId,
      region,
      message,
    })),
    leftOutAccountIds,
  };
  return { text: printers[options.format](report), exitCode: exitCodeOf(report) };
}

/** @throws UsageError for a policy that is not in the file. */
function choose({ policies }: Policies, { policyNames }: Options): Policies['policies'] {
  const unknown = policyNames?.find((name) => !policies.some((policy) => policy.name === name));
  if (unknown !== undefined) throw new UsageError(`--policy ${unknown}: there is no such policy in the file`);
  return policies.filter(({ name }) => policyNames?.includes(name) ?? true);
}

await runSurvey(process.env, { usage, parse: parseOptions, read: plan, unread: 1 });
