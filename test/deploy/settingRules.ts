/** What any installation's settings must be like: known to the gateway, accepted by it, and without secrets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, parseConfig } from '../../src/config/config.ts';
import { settings, toVariable } from '../../src/config/settings.ts';
import { projectRoot } from '../support/process.ts';

/** A problem, if there is one. */
export const when = (isWrong: boolean, problem: string) => (isWrong ? [problem] : []);

export type Environment = Readonly<Record<string, string>>;

const known = new Set(Object.keys(settings.shape).map(toVariable));
/** What Node.js and the AWS SDK read. */
const ofOthers = new Set(['NODE_OPTIONS', 'HOME', 'AWS_REGION']);

/** @returns one line for each variable that nobody reads, or that must not be shown in a file. */
export const namesNobodyReads = (environment: Environment): string[] =>
  Object.keys(environment).flatMap((name) => {
    if (!known.has(name) && !ofOthers.has(name)) return [`${name} is no setting`];
    return /(SECRET|PASSWORD|HEADERS)$/.test(name) ? [`${name} is a secret, and must not be in a file`] : [];
  });

/** @returns the settings as the gateway understands them, or what it says. */
export function accept(environment: Environment): Config | readonly string[] {
  try {
    return parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

export const isRefused = (config: Config | readonly string[]): config is readonly string[] =>
  Array.isArray(config);

/** How long a process may take to stop, in seconds: what docs/operations.md says of Kubernetes, ECS and systemd. */
export const stopSeconds = ({ drainSeconds, graceSeconds }: Config) => drainSeconds + graceSeconds + 5;

/** The largest part of a memory limit that JavaScript's heap may have: buffers, code and stacks need the rest. */
export const heapShare = 0.75;

/** MiB, from an option such as `--max-old-space-size=384`. */
export function heapOf(options: string | undefined): number {
  const [, size] = /--max-old-space-size=(\d+)/.exec(options ?? '') ?? [];
  return Number(size ?? Number.NaN);
}

/** MiB that the image limits the heap to. */
export const imageHeap = () =>
  heapOf(/^ENV NODE_OPTIONS=(.*)$/m.exec(readFileSync(join(projectRoot, 'Dockerfile'), 'utf8'))?.[1]);
