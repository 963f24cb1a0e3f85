/** The metrics of the accounts that are served, by where they are named. */

export interface AccountsReading {
  readonly served: number;
  readonly isFailed: boolean;
  /** In seconds since 1970. */
  readonly loadedAt: number;
}

/** Shows numbers that are read whenever the metrics are. */
type ShowEach = (
  name: string,
  help: string,
  label: string,
  read: () => Iterable<readonly [value: string, number: number]>,
) => void;

export function showAccounts(
  showEach: ShowEach,
  read: () => Readonly<Record<string, AccountsReading>>,
): void {
  const each = (of: (reading: AccountsReading) => number) => () =>
    Object.entries(read()).map(([source, reading]) => [source, of(reading)] as const);
  showEach(
    'accounts_served',
    'Accounts that are served, by where they are named.',
    'source',
    each(({ served }) => served),
  );
  showEach(
    'accounts_reload_failed',
    '1 while what the source says now cannot be used, so that what it said before stays; otherwise 0.',
    'source',
    each(({ isFailed }) => Number(isFailed)),
  );
  showEach(
    'accounts_loaded_timestamp_seconds',
    'When the accounts that are served were read, in seconds since 1970; 0: never.',
    'source',
    each(({ loadedAt }) => loadedAt),
  );
}
