/** What the commands that read accounts and print something have in common: they serve nobody and change nothing. */
import type { Served } from './access/access.ts';
import { surveyableBy, surveyor } from './api/findings/survey.ts';
import { runCommand, UsageError } from './commandLine.ts';
import { type Config, type Environment, parseReaderConfig } from './config/config.ts';
import { createBudget } from './ec2/budget.ts';
import { createRecent } from './ec2/changes/recent.ts';
import { nobody } from './ec2/observer.ts';
import type { Place } from './ec2/scope.ts';
import type { Scopes } from './ec2/scopes.ts';
import { createLog } from './log.ts';
import { openReachable, type Stops } from './reachable.ts';
import { reportStart } from './startProblems.ts';

/** Which accounts and Regions are asked for. */
export interface Wanted {
  /** Undefined: all. The same holds for `regions`. */
  readonly accountIds: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
}

/** What may be read of what is asked for. */
export interface Surveyed {
  readonly config: Config;
  readonly access: Served;
  /** What the command may read. */
  readonly scopes: Scopes;
  readonly chosen: readonly Place[];
  /** Accounts that are not read because their `access` does not name the command's subject. */
  readonly leftOutAccountIds: readonly string[];
}

export interface Printed {
  /** For standard output. */
  readonly text: string;
  readonly exitCode: number;
}

interface Survey<Options extends Wanted> {
  readonly usage: string;
  /** @throws UsageError. */
  readonly parse: (args: string[]) => Options;
  /** @throws UsageError; ConfigError; Error when nothing could be read. */
  readonly read: (surveyed: Surveyed, options: Options) => Promise<Printed>;
  /** The exit code when nothing could be read, or nobody can read the answer. */
  readonly unread: number;
}

/** Runs the command of the process. */
export async function runSurvey<Options extends Wanted>(
  env: Environment,
  { usage, parse, read, unread }: Survey<Options>,
): Promise<void> {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // Whoever reads the output may have read enough.
    if (code === 'EPIPE') return;
    process.stderr.write(`the answer could not be written: ${message}\n`);
    process.exitCode = unread;
  });
  const run = async (options: Options) => {
    const stops: Stops = [];
    try {
      const { text, exitCode } = await read(await open(env, options, stops), options);
      process.stdout.write(text);
      return exitCode;
    } catch (error) {
      if (error instanceof UsageError) throw error;
      return reportStart(error, unread);
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  };
  const exitCode = await runCommand({ usage, parse, run });
  process.exitCode ??= exitCode;
}

/** @throws UsageError when the settings have nothing of what is asked for; Error when nothing of it may be read. */
async function open(env: Environment, wanted: Wanted, stops: Stops): Promise<Surveyed> {
  const config = parseReaderConfig(env);
  // Standard output is for the answer alone.
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
  const { accountIds } = wanted;
  const access = reachable.access.now();
  const unknown = accountIds?.find((id) => !access.serves(id));
  if (unknown !== undefined)
    throw new UsageError(`--account ${unknown}: the settings have only ${access.accountIds.join(', ')}`);
  const { scopes, leftOutAccountIds: closed } = surveyableBy(access);
  const leftOutAccountIds = closed.filter((id) => accountIds?.includes(id) ?? true);
  for (const id of leftOutAccountIds)
    process.stderr.write(`account ${id} is left out: its access does not name ${surveyor.subject}\n`);
  if (scopes === undefined) throw new Error(`${surveyor.subject} may read no account`);
  const chosen = choose(scopes.all, wanted, leftOutAccountIds.length > 0);
  return { config, access, scopes, chosen, leftOutAccountIds };
}

/** @throws UsageError when there is nothing, and Error when what there is may not be read: an empty list would look clean. */
function choose(all: readonly Place[], wanted: Wanted, isLeftOut: boolean): readonly Place[] {
  const { accountIds, regions } = wanted;
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
