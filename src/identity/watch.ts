/** Follows changes of the issuers file. What cannot be used leaves everything as it was. */

import type { Issuer } from '../config/issuers.ts';
import { reopenIssuers } from '../config/trusted.ts';
import type { Logger } from '../log.ts';
import type { Issuers } from './issuers.ts';

interface WatchOptions {
  readonly path: string;
  /** As they were read at the start. */
  readonly before: readonly Issuer[];
  /** How often the file is read; 0: only by `reload()`. */
  readonly refreshSeconds: number;
  readonly issuers: Pick<Issuers, 'replace'>;
  readonly log: Logger;
}

export interface IssuersWatch {
  /** Reads the file now. Never rejects. */
  reload(): Promise<void>;
  /** Whether what the file says now cannot be used, so that what it said before stays. */
  isFailed(): boolean;
  stop(): void;
}

export function watchIssuers({ path, before, refreshSeconds, issuers, log }: WatchOptions): IssuersWatch {
  let used = before;
  let shown = '';
  let last = Promise.resolve();

  async function look(): Promise<void> {
    const next = reopenIssuers(path, used);
    const problems = 'problems' in next ? next.problems : [];
    // Said once, and not again until something else is wrong.
    if (problems.join('\n') !== shown)
      for (const problem of problems)
        log.warn({ problem }, 'the issuers cannot be read anew; those of before stay');
    shown = problems.join('\n');
    if ('problems' in next || JSON.stringify(next) === JSON.stringify(used)) return;
    await issuers.replace(next);
    used = next;
    log.info({ issuers: next.map(({ issuer }) => issuer) }, 'issuers read');
  }

  const reload = () => {
    last = last.then(look).catch((err: unknown) => log.error({ err }, 'the issuers could not be read'));
    return last;
  };
  const timer = refreshSeconds > 0 ? setInterval(reload, refreshSeconds * 1_000).unref() : undefined;
  return { reload, isFailed: () => shown !== '', stop: () => clearInterval(timer) };
}
