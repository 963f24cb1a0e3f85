/** Searches the answers and log lines of all tests for secrets, which a gateway must never reveal. */
import { Writable } from 'node:stream';
import { createLog } from '../../src/log.ts';

/** The secret key for EC2 of the tests' gateways. */
export const secretAccessKey = 'canary-secret-access-key';

/** Credentials, signatures, tokens, stacks, and places in the code. */
const secrets =
  /A(KIA|SIA)[A-Z0-9]{8}|AWS4-HMAC|Signature=|canary-secret|\beyJ[\w-]{8,}\.|(\n|\\n) +at |node_modules|\/src\//;

/** The surroundings of the first secret in a text; undefined when it has none. */
export function leakIn(text: string): string | undefined {
  const found = secrets.exec(text);
  return found ? text.slice(Math.max(0, found.index - 200), found.index + 200) : undefined;
}

export interface LeakWatch {
  /** Searches a text that callers or operators can read. */
  see(text: string): void;
  /** A log that is searched. */
  readonly log: ReturnType<typeof createLog>;
  /** @throws with what was found, if anything was. */
  report(): void;
}

export function createLeakWatch(): LeakWatch {
  const leaks: string[] = [];
  const see = (text: string) => {
    const leak = leakIn(text);
    if (leak !== undefined) leaks.push(leak);
  };
  const output = new Writable({
    write(chunk, _, done) {
      see(String(chunk));
      done();
    },
  });
  return {
    see,
    log: createLog('debug', output),
    report() {
      if (leaks.length > 0) throw new Error(`${leaks.length} leaks, the first one in: ${leaks[0]}`);
    },
  };
}
