/** Prometheus, from Debian, on loopback: it scrapes gateways and evaluates the project's rules. It is ended after the test. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './balancer.ts';
import { cleanUp, newFolder } from './cleanUp.ts';
import { endProcess, projectRoot } from './process.ts';
import { testWith } from './testWith.ts';
import { until } from './until.ts';

const program = '/usr/bin/prometheus';

export const testWithPrometheus = testWith(program, 'prometheus');

export const rulesFile = join(projectRoot, 'deploy/prometheus/rules.yaml');

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [atSeconds: number, value: string];
}

export interface Prometheus {
  /** Evaluates an expression now. @throws with its message when it cannot be parsed. */
  query(expression: string): Promise<Series[]>;
  /** The names of all metrics that are served, also without a series, and its own. */
  names(): Promise<ReadonlySet<string>>;
  /** The alerts of a job that fire now, or have fired, in the order of their names. */
  fired(job: string): Promise<string[]>;
}

interface Options {
  /** Addresses of metrics, by the name of their job. */
  readonly jobs: Readonly<Record<string, readonly string[]>>;
  /** All times in the rules are divided by this. */
  readonly hurry: number;
  readonly scrapeSeconds: number;
}

/** @returns what promtool prints. @throws when it finds anything wrong. */
export async function promtool(...words: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('/usr/bin/promtool', words, { cwd: projectRoot });
  return stdout + stderr;
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** The rules with shorter times: how long a condition must hold, and the ranges that rates are taken over. */
function hurried(rules: string, hurry: number): string {
  return rules.replace(/(for: |\[)(\d+)([smhd])\b/g, (_, before: string, count: string, unit: string) => {
    const ms = Math.ceil((Number(count) * (secondsIn[unit] ?? 0) * 1_000) / hurry);
    return `${before}${ms}ms`;
  });
}

/** Starts Prometheus, and has it evaluate the rules as soon as it scrapes all: at its start, it looks for its targets only after 5 s. */
export async function startPrometheus({ jobs, hurry, scrapeSeconds }: Options): Promise<Prometheus> {
  const folder = newFolder();
  const data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(folder, 'rules.yaml'), 'groups: []');
  const scrapes = Object.entries(jobs).map(([name, urls]) => ({
    job_name: name,
    static_configs: [{ targets: urls.map((url) => new URL(url).host) }],
  }));
  const every = `${scrapeSeconds}s`;
  const config = {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    rule_files: ['rules.yaml'],
    scrape_configs: scrapes,
  };
  // YAML contains JSON.
  writeFileSync(join(folder, 'prometheus.yaml'), JSON.stringify(config));
  const port = await freePort();
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  cleanUp(() => endProcess(child));
  let trouble = '';
  child.stderr.on('data', (chunk) => {
    trouble += chunk;
  });
  const ended = once(child, 'exit').then(() => true);
  const api = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null && (await ended)) throw new Error(`Prometheus ended: ${trouble}`);
    return fetch(`${api}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  });

  async function get<Data>(path: string): Promise<Data> {
    const answer = (await (await fetch(`${api}/api/v1/${path}`)).json()) as { data: Data; error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.data;
  }
  const query = async (expression: string) =>
    (await get<{ result: Series[] }>(`query?${new URLSearchParams({ query: expression })}`)).result;
  const expected = Object.values(jobs).flat().length;
  await until(async () => (await query('up == 1')).length === expected);
  writeFileSync(join(folder, 'rules.yaml'), hurried(readFileSync(rulesFile, 'utf8'), hurry));
  child.kill('SIGHUP');
  return {
    query,
    async names() {
      const served = await get<Record<string, { type: string }[]>>('metadata');
      const all = Object.entries(served).flatMap(([name, [{ type } = { type: '' }]]) =>
        type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
      );
      return new Set([...all, 'up']);
    },
    async fired(job) {
      const all = await query(`max_over_time(ALERTS{alertstate="firing",job="${job}"}[1d])`);
      return [...new Set(all.map(({ metric: { alertname = '' } }) => alertname))].sort();
    },
  };
}
