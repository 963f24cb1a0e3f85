/** What must not come out of a gateway, whatever is done to it: the answers and log lines of all tests pass here. */
import { Writable } from 'node:stream';
import { createLog } from '../../src/log.ts';

/** Where the tests' gateways have it, this is the key for EC2. */
export const secretAccessKey = 'canary-secret-access-key';

/** Credentials, signatures, tokens, stacks, and places in the code. */
const secrets =
  /A(KIA|SIA)[A-Z0-9]{8}|AWS4-HMAC|Signature=|canary-secret|\beyJ[\w-]{8,}\.|(\n|\\n) +at |node_modules|\/src\//;

export interface LeakWatch {
  /** Looks at a text that somebody outside can read. */
  see(text: string): void;
  /** A log that is looked at. */
  readonly log: ReturnType<typeof createLog>;
  /** @throws with what was seen, when something was. */
  report(): void;
}

export function createLeakWatch(): LeakWatch {
  const leaks: string[] = [];
  const see = (text: string) => {
    const found = secrets.exec(text);
    if (found) leaks.push(text.slice(Math.max(0, found.index - 200), found.index + 200));
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
