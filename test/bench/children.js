/** Starts the programs of the benchmark as child processes, and exchanges messages with them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** @returns the facts that the child reported when it was ready, and functions that send it a message and stop it. */
export async function startChild(file, env = {}, args = []) {
  const child = fork(file, args, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
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
  const facts = await next();
  return {
    ...facts,
    ask(message = {}) {
      const answer = next();
      child.send(message);
      return answer;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
