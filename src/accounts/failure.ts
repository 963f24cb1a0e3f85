/** Why something cannot be used now: said once in the log, and not again until something else is wrong. */
import type { Logger } from '../log.ts';

export interface Failure {
  is(): boolean;
  /** @param problems one line each. */
  set(problems: readonly string[]): void;
  clear(): void;
}

export function createFailure(log: Logger): Failure {
  let shown = '';
  return {
    is: () => shown !== '',
    set(problems) {
      const all = problems.join('\n');
      if (all === shown) return;
      shown = all;
      for (const problem of problems)
        log.warn({ problem }, 'the accounts cannot be read anew; those of before stay');
    },
    clear() {
      shown = '';
    },
  };
}
