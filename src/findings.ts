/** `npm run findings`: reads the accounts and Regions of the settings, and lists what is wrong with their mirroring. It changes nothing. */
import type { Choice } from './api/findings/choice.ts';
import { surveyableBy, surveyFindings, surveyor } from './api/findings/survey.ts';
import { runCommand, UsageError } from './commandLine.ts';
import { type Config, parseReaderConfig } from './config/config.ts';
import { createBudget } from './ec2/budget.ts';
import { createRecent } from './ec2/changes/recent.ts';
import { nobody } from './ec2/observer.ts';
import type { Place } from './ec2/scope.ts';
import type { Reachable } from './endpoint.ts';
import { toJson } from './findings/json.ts';
import { type Format, type Options, parseOptions, usage } from './findings/options.ts';
import { exitCodeOf, isCompleteOf, type Report } from './findings/report.ts';
import { toSarif } from './findings/sarif.ts';
import { toTable } from './findings/table.ts';
import { createLog } from './log.ts';
import { openReachable, type Stops } from './reachable.ts';
import { reportStart } from './startProblems.ts';

/** The exit code when nothing could be read, or nobody can read the answer. */
const unread = 2;

const printers: Readonly<Record<Format, (report: Report) => string>> = {
  table: toTable,
  json: toJson,
  sarif: toSarif,
};

/** @returns the exit code. @throws UsageError. */
async function list(options: Options): Promise<number> {
  const stops: Stops = [];
  try {
    const config = parseReaderConfig(process.env);
    // Standard output is for the findings alone.
    const log = createLog(config.logLevel, process.stderr);
    const { ec2BudgetShare: share } = config;
    const sharedOf = () => ({
      budget: share === undefined ? undefined : createBudget(share),
      recent: createRecent(),
    });
    const reachable = await openReachable(config, { watcher: nobody, sharedOf, log, stops });
    stops.push(async () => reachable.access.stop());
    if (reachable.accounts?.isListed() === false)
      throw new Error('the organization has not named its accounts; the log says why');
    const report = await survey(config, reachable, options);
    process.stdout.write(printers[options.format](report));
    return report.exitCode;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return reportStart(error, unread);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** @throws UsageError when the settings have nothing of what is asked for; Error when nothing of it may be read. */
async function survey({ limits }: Config, reachable: Reachable, options: Options): Promise<Report> {
  const { accountIds, failOn, codes } = options;
  const access = reachable.access.now();
  const unknown = accountIds?.find((id) => !access.serves(id));
  if (unknown !== undefined)
    throw new UsageError(`--account ${unknown}: the settings have only ${access.accountIds.join(', ')}`);
  const { scopes, leftOutAccountIds: closed } = surveyableBy(access);
  const leftOutAccountIds = closed.filter((id) => accountIds?.includes(id) ?? true);
  for (const id of leftOutAccountIds)
    process.stderr.write(`account ${id} is left out: its access does not name ${surveyor.subject}\n`);
  if (scopes === undefined) throw new Error(`${surveyor.subject} may read no account`);
  const chosen = choose(scopes.all, options, leftOutAccountIds.length > 0);
  const choice: Choice = { codes, resources: undefined };
  const allowance = { calls: limits.estateCalls, ms: limits.estateMs };
  const { signal } = new AbortController();
  const found = await surveyFindings({ access, scopes, chosen, choice, allowance, signal });
  const wanted = { failOn, refusedAccountIds: accountIds === undefined ? [] : leftOutAccountIds };
  return {
    ...found,
    scopes: chosen,
    leftOutAccountIds,
    exitCode: exitCodeOf(found, wanted),
    isComplete: isCompleteOf(found, wanted),
    endedAt: new Date().toISOString(),
  };
}

/** @throws UsageError when there is nothing, and Error when what there is may not be read: an empty list would look clean. */
function choose(all: readonly Place[], options: Options, isLeftOut: boolean): readonly Place[] {
  const { accountIds, regions } = options;
  const unknown = regions?.find((name) => !all.some(({ region }) => region === name));
  if (unknown !== undefined && !isLeftOut)
    throw new UsageError(`--region ${unknown}: no account that is read has this Region`);
  const chosen = all.filter(
    ({ accountId, region }) =>
      (accountIds?.includes(accountId) ?? true) && (regions?.includes(region) ?? true),
  );
  const has = (places: readonly Place[], id: string) => places.some(({ accountId }) => accountId === id);
  const idle = accountIds?.find((id) => has(all, id) && !has(chosen, id));
  if (idle !== undefined)
    throw new UsageError(`--account ${idle} has no --region of those that are asked for`);
  if (chosen.length === 0) throw new Error(`${surveyor.subject} may read nothing of what is asked for`);
  return chosen;
}

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Whoever reads the output may have read enough.
  if (code === 'EPIPE') return;
  process.stderr.write(`the findings could not be written: ${message}\n`);
  process.exitCode = unread;
});
const exitCode = await runCommand({ usage, parse: parseOptions, run: list });
process.exitCode ??= exitCode;
