/** Keeps the accounts that are served up to date: reads the accounts file again when it changes, and asks the organization for its accounts. */
import type { Accounts } from '../config/accounts.ts';
import type { AccountsFile } from '../config/accountsFile.ts';
import { openAccounts, readAccountsFile } from '../config/readAccounts.ts';
import { readSettled } from '../config/settled.ts';
import type { Logger } from '../log.ts';
import { createFailure } from './failure.ts';
import { createListing, type List } from './listing.ts';

/** How the accounts of a source are. */
interface SourceStatus {
  readonly served: number;
  /** Whether what the source says now cannot be used, so that what it said before stays. */
  readonly isFailed: boolean;
  /** When what is used was read, in seconds since 1970; 0: never. */
  readonly loadedAt: number;
}

export interface AccountsWatch {
  /** False while accounts of an organization are to be served and it has not named any yet. */
  isListed(): boolean;
  /** By where accounts are named. The organization is absent unless the file has one. */
  status(): Readonly<Partial<Record<'file' | 'organization', SourceStatus>>>;
  /** Reads the file and asks the organization now. Never rejects. */
  reload(): Promise<void>;
  stop(): void;
}

export interface WatchOptions {
  readonly path: string;
  /** As it was read at the start, and what it came to. */
  readonly file: AccountsFile;
  readonly accounts: Accounts;
  readonly fingerprint: string;
  /** How often the file is read; 0: only by `reload()`. */
  readonly refreshSeconds: number;
  readonly list: List;
  /** One line for each reason why accounts cannot be served. */
  readonly refuse: (accounts: Accounts) => readonly string[];
  readonly replace: (accounts: Accounts) => void;
  readonly log: Logger;
  /** How long the file must stay the same, so that nothing is used that is still being written. */
  readonly settleMs?: number;
}

/** What is served now. */
interface State extends Pick<WatchOptions, 'file' | 'fingerprint'> {
  /** False while the accounts of the organization are not known. */
  readonly isListed: boolean;
  readonly servedIds: readonly string[];
  /** In milliseconds since 1970. */
  readonly loadedAtMs: number;
}

/**
 * Reads the file every `refreshSeconds`: notifications of the file system miss changes of ConfigMaps, whose files are symbolic links
 * into a folder that is replaced. What cannot be used leaves everything as it was.
 *
 * @returns when the organization has been asked once, whatever it answered.
 */
export async function startAccountsWatch(options: WatchOptions): Promise<AccountsWatch> {
  const { path, refreshSeconds, settleMs = 500, log } = options;
  const end = new AbortController();
  const listing = createListing(options.list, log, end.signal);
  const failure = createFailure(log);
  let state = startOf(options);
  let isReadable = true;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  async function lookNow(readsFile: boolean, isAsked: boolean): Promise<void> {
    // What is wrong with the file must not keep the organization from being asked.
    let { file } = state;
    if (readsFile) {
      const read = await readSettled(() => readAccountsFile(path), settleMs);
      if ('problems' in read) failure.set(read.problems);
      else file = read;
      isReadable = !('problems' in read);
    }
    const { organization } = file;
    const found = organization === undefined ? [] : await listing.accountsOf(organization, isAsked);
    // What it has named for the file of before would be gone; until it has named any, the accounts of the file are served alone.
    if (found === undefined && state.isListed) return;
    const next = await use(options, state, { file, found, settleMs: readsFile ? settleMs : undefined });
    if (!('problems' in next)) state = next;
    if (!isReadable) return;
    if ('problems' in next) failure.set(next.problems);
    else failure.clear();
  }

  /** One after the other, because a signal may come at any time. */
  function look(readsFile: boolean, isAsked: boolean): Promise<void> {
    last = last
      .then(() => lookNow(readsFile, isAsked))
      .catch((err: unknown) => {
        if (!end.signal.aborted) log.error({ err }, 'the accounts could not be read');
      });
    return last;
  }

  function schedule(): void {
    const waits = [
      ...(refreshSeconds > 0 ? [refreshSeconds * 1_000] : []),
      ...(state.file.organization === undefined ? [] : [listing.dueInMs()]),
    ];
    if (waits.length === 0 || end.signal.aborted) return;
    timer = setTimeout(() => look(refreshSeconds > 0, false).finally(schedule), Math.min(...waits)).unref();
  }

  await look(false, false);
  schedule();
  return {
    isListed: () => state.isListed,
    status: () => toStatus(state, failure.is(), listing),
    reload: () => look(true, true),
    stop() {
      end.abort();
      clearTimeout(timer);
    },
  };
}

function startOf({ file, fingerprint, accounts: { accounts } }: WatchOptions): State {
  const isListed = file.organization === undefined;
  return { file, fingerprint, isListed, servedIds: Object.keys(accounts), loadedAtMs: Date.now() };
}

/** What was read just now. */
interface Read extends Pick<WatchOptions, 'file'> {
  /** Undefined while the organization has not named any account. */
  readonly found: readonly string[] | undefined;
  /** How long the files with external IDs must stay the same. Undefined: at the start, they are taken as they are. */
  readonly settleMs: number | undefined;
}

/**
 * Serves what the file and the accounts that were found come to, if that is something else than before.
 *
 * @returns what is served then.
 */
async function use(
  { path, refuse, replace, log }: WatchOptions,
  state: State,
  { file, found, settleMs }: Read,
): Promise<State | { readonly problems: readonly string[] }> {
  const open = () => openAccounts(path, file, found);
  const isListed = found !== undefined;
  const first = await open();
  if (!('problems' in first) && first.fingerprint === state.fingerprint) return { ...state, isListed };
  // A file with an external ID may be being written, too.
  const opened = first.hasSecrets && settleMs !== undefined ? await readSettled(open, settleMs) : first;
  if ('problems' in opened) return opened;
  const { fingerprint, accounts, leftOut } = opened;
  const problems = refuse(opened);
  if (problems.length > 0) return { problems };
  replace(opened);
  const servedIds = Object.keys(accounts);
  log.info({ accounts: servedIds.length }, 'accounts read');
  if (leftOut.length > 0) log.warn({ leftOut }, 'accounts of the organization are left out');
  return { file, fingerprint, isListed, servedIds, loadedAtMs: Date.now() };
}

function toStatus(
  { file, servedIds, loadedAtMs }: State,
  isFailed: boolean,
  listing: Pick<ReturnType<typeof createListing>, 'isFailed' | 'listedAtMs'>,
): ReturnType<AccountsWatch['status']> {
  const others = servedIds.filter((id) => !Object.hasOwn(file.accounts, id)).length;
  const ofFile = { served: servedIds.length - others, isFailed, loadedAt: loadedAtMs / 1_000 };
  if (file.organization === undefined) return { file: ofFile };
  const loadedAt = listing.listedAtMs() / 1_000;
  return { file: ofFile, organization: { served: others, isFailed: listing.isFailed(), loadedAt } };
}
