/** Starts the programs of the benchmark as child processes, and exchanges messages with them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Used } from './child.ts';

export interface Child<Answer> {
  ask(message?: object): Promise<Answer>;
  /** Begins to watch what it uses. */
  beginWatch(): Promise<void>;
  endWatch(): Promise<Used>;
  stop(): Promise<void>;
}

/** @returns the facts that the child reported when it was ready, and functions that send it a message and stop it. */
export async function startChild<Facts = unknown, Answer = unknown>(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Facts & Child<Answer>> {
  const child = fork(file, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
    // Not those of this process, which runs TypeScript.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = async () => {
    const answered = new AbortController();
    const { signal } = answered;
    const [message] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(([code]) =>
        Promise.reject(new Error(`${file} ended with ${code}`)),
      ),
    ]).finally(() => answered.abort());
    return message;
  };
  const ask = (message: object = {}) => {
    const answer = next();
    child.send(message);
    return answer;
  };
  const facts = await next();
  return {
    ...facts,
    ask,
    beginWatch: () => ask({ watch: 'begin' }),
    endWatch: () => ask({ watch: 'end' }),
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** A server under test or the embedded EC2. */
export interface ServerFacts {
  readonly url: string;
}
