/** Evaluates the findings of all accounts and Regions in the background, for the metrics. */
import { setTimeout as wait } from 'node:timers/promises';
import { countsOf } from './api/findings/counts.ts';
import type { Findings } from './api/findings/read.ts';
import { surveyableBy, surveyFindings, surveyor } from './api/findings/survey.ts';
import type { Config } from './config/config.ts';
import type { Reachable } from './endpoint.ts';
import type { Metrics } from './http/metrics.ts';
import type { Logger } from './log.ts';
import { allCodes } from './mirroring/findings/rules.ts';

interface Reports {
  readonly log: Logger;
  readonly metrics: Metrics;
}

const everything = {
  codes: allCodes,
  resources: undefined,
};

/** Replicas that start together must not read together. */
const firstMs = { least: 2_000, most: 5_000 };

/**
 * Begins after some seconds, and again `FINDINGS_EVERY_MINUTES` after the end of each evaluation; 0 of them: never. Keeps no process
 * alive.
 *
 * @returns what ends a running evaluation, too.
 */
export function startEvaluations(
  config: Pick<Config, 'findingsEveryMinutes' | 'limits'>,
  reachable: Reachable,
  reports: Reports,
): { stop(): void } {
  const end = new AbortController();
  const { signal } = end;
  const everyMs = config.findingsEveryMinutes * 60_000;
  if (everyMs > 0) void repeat(createEvaluation(config, reachable, reports, signal), everyMs, signal);
  return { stop: () => end.abort() };
}

async function repeat(evaluate: () => Promise<void>, everyMs: number, signal: AbortSignal): Promise<void> {
  const pause = (ms: number) => wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
  await pause(firstMs.least + Math.random() * (firstMs.most - firstMs.least));
  while (!signal.aborted) {
    await evaluate();
    await pause(everyMs * (0.9 + Math.random() / 5));
  }
}

/** @returns one evaluation, which never fails. */
function createEvaluation(
  { limits }: Pick<Config, 'limits'>,
  { access }: Reachable,
  { log, metrics }: Reports,
  signal: AbortSignal,
): () => Promise<void> {
  const allowance = { calls: limits.estateCalls, ms: limits.estateMs };
  const show = createShow(metrics);
  const warnOfLeftOut = createOnce((accountIds: readonly string[]) =>
    log.warn({ accountIds }, `their findings are not counted: access does not name ${surveyor.subject}`),
  );
  return async () => {
    try {
      const served = access.now();
      const { scopes, leftOutAccountIds } = surveyableBy(served);
      if (leftOutAccountIds.length > 0) warnOfLeftOut(leftOutAccountIds);
      if (scopes === undefined) return;
      const options = { access: served, scopes, choice: everything, allowance, signal };
      const found = await surveyFindings(options);
      show(toReading(found));
      if (found.failures.length > 0) log.warn({ failed: toNames(found) }, 'findings could not be evaluated');
    } catch (err) {
      if (!signal.aborted) log.warn({ err }, 'findings could not be evaluated');
    }
  };
}

type Reading = ReturnType<typeof toReading>;

function createShow(metrics: Metrics): (reading: Reading) => void {
  let last: Reading | undefined;
  return (reading) => {
    const isFirst = last === undefined;
    last = reading;
    if (isFirst) metrics.watchFindings(() => last ?? reading);
  };
}

function createOnce<Argument>(act: (argument: Argument) => void): (argument: Argument) => void {
  let isDone = false;
  return (argument) => {
    if (!isDone) act(argument);
    isDone = true;
  };
}

const toNames = ({ failures }: Findings) =>
  failures.map(({ scope: { accountId, region }, failure }) => `${accountId} ${region}: ${failure.kind}`);

function toReading({ findings, unchecked, failures, readAt }: Findings) {
  return {
    counts: countsOf(findings),
    unchecked: unchecked.map(({ code, reason, subjectIds, isCutShort }) => ({
      code,
      reason,
      count: subjectIds.length + Number(isCutShort),
    })),
    scopesFailed: failures.length,
    beganAt: Date.parse(readAt) / 1_000,
  };
}
