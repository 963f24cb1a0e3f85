/** The metrics of the accounts that are served, by where they are named. */
import { type Instruments, labelled } from './instruments.ts';

interface AccountsReading {
  readonly served: number;
  readonly isFailed: boolean;
  /** In seconds since 1970. */
  readonly loadedAt: number;
}

export function accountMetrics({ showEach }: Instruments) {
  return {
    /** @param read by source: the file, and the organization if there is one. */
    watchAccounts(read: () => Readonly<Record<string, AccountsReading>>): void {
      const each = (of: (reading: AccountsReading) => number) => () =>
        labelled(
          'source',
          Object.entries(read()).map(([source, reading]) => [source, of(reading)] as const),
        );
      showEach(
        'accounts_served',
        'Accounts that are served, by where they are named.',
        ['source'],
        each(({ served }) => served),
      );
      showEach(
        'accounts_reload_failed',
        '1 while what the source says now cannot be used, so that what it said before stays; otherwise 0.',
        ['source'],
        each(({ isFailed }) => Number(isFailed)),
      );
      showEach(
        'accounts_loaded_timestamp_seconds',
        'When the accounts that are served were read, in seconds since 1970; 0: never.',
        ['source'],
        each(({ loadedAt }) => loadedAt),
      );
    },
  };
}
