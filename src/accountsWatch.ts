/** Keeps the accounts that are served up to date: reads the accounts file again when it changes, and asks the organization for its accounts. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Accounts } from './config/accounts.ts';
import type { AccountsFile, Organization, Problems } from './config/accountsFile.ts';
import { openAccounts, readAccountsFile } from './config/readAccounts.ts';
import type { Logger } from './log.ts';

/** Where accounts come from. */
export type AccountSource = 'file' | 'organization';

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
  /** The organization is absent unless the file has one. */
  status(): Readonly<Partial<Record<AccountSource, SourceStatus>>>;
  /** Reads the file now. Never rejects. */
  reload(): Promise<void>;
  stop(): void;
}

interface Options {
  readonly path: string;
  /** As it was read at the start, and what it came to. */
  readonly file: AccountsFile;
  readonly accounts: Accounts;
  readonly fingerprint: string;
  /** How often the file is read; 0: only by `reload()`. */
  readonly refreshSeconds: number;
  /** Lists the accounts of an organization. */
  readonly list: (organization: Organization, signal: AbortSignal) => Promise<readonly string[]>;
  /** One line for each reason why accounts cannot be served. */
  readonly refuse: (accounts: Accounts) => readonly string[];
  readonly replace: (accounts: Accounts) => void;
  readonly log: Logger;
  /** How long the file must stay the same, so that nothing is used that is still being written. */
  readonly settleMs?: number;
}

/** What is used now. */
interface State {
  readonly file: AccountsFile;
  /** The accounts of the organization; undefined: not known yet. */
  readonly found: readonly string[] | undefined;
  readonly fingerprint: string;
  readonly servedIds: readonly string[];
}

/** How long after a failure the organization is asked again: twice as long after each. */
const retryMs = { first: 1_000, most: 60_000 };

/**
 * Reads the file every `refreshSeconds`: notifications of the file system miss changes of ConfigMaps, whose files are symbolic links
 * into a folder that is replaced. What cannot be used leaves everything as it was.
 *
 * @returns when the organization has been asked once, whatever it answered.
 */
export async function startAccountsWatch(options: Options): Promise<AccountsWatch> {
  const { path, refreshSeconds, list, refuse, replace, log, settleMs = 500 } = options;
  const end = new AbortController();
  const { file: first, fingerprint, accounts } = options;
  let state: State = {
    file: first,
    found: undefined,
    fingerprint,
    servedIds: Object.keys(accounts.accounts),
  };
  let [loadedAt, listedAt] = [Date.now(), 0];
  const failed = { file: createFailure(log), organization: createFailure(log) };
  let [tries, listAtMs] = [0, 0];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  /** @returns undefined when they are not known, or not for this file. */
  async function listFor({ organization }: AccountsFile): Promise<readonly string[] | undefined> {
    if (organization === undefined) return [];
    const isSame = JSON.stringify(organization) === JSON.stringify(state.file.organization);
    const known = isSame ? state.found : undefined;
    if (known !== undefined && Date.now() < listAtMs) return known;
    try {
      const found = await list(organization, end.signal);
      // Nobody closes all accounts of an organization at once: it is a wrong parent, or an answer that is not to be believed.
      if (found.length === 0) throw new Error('it named no active account');
      [tries, listedAt] = [0, Date.now()];
      listAtMs = listedAt + organization.refreshMinutes * 60_000;
      failed.organization.clear();
      return found;
    } catch (error) {
      listAtMs = Date.now() + Math.min(retryMs.first * 2 ** tries++, retryMs.most);
      if (!end.signal.aborted) failed.organization.set([`organization: ${(error as Error).message}`]);
      return known;
    }
  }

  async function use(file: AccountsFile): Promise<void> {
    const found = await listFor(file);
    if (found === undefined) return;
    const opened = await openAccounts(path, file, found);
    if (opened.fingerprint === state.fingerprint) {
      state = { ...state, found };
      return failed.file.clear();
    }
    const problems = 'problems' in opened ? opened.problems : refuse(opened);
    if ('problems' in opened || problems.length > 0) return failed.file.set(problems);
    replace(opened);
    const servedIds = Object.keys(opened.accounts);
    state = { file, found, fingerprint: opened.fingerprint, servedIds };
    loadedAt = Date.now();
    failed.file.clear();
    const { leftOut } = opened;
    log.info({ accounts: servedIds.length }, 'accounts read');
    if (leftOut.length > 0) log.warn({ leftOut }, 'accounts of the organization are left out');
  }

  /** One after the other, because a signal may come at any time. */
  function look(readsFile: boolean): Promise<void> {
    const next = async () => {
      const file = readsFile ? await readSettled(path, settleMs) : state.file;
      if ('problems' in file) failed.file.set(file.problems);
      else await use(file);
    };
    last = last.then(next).catch((err: unknown) => {
      if (!end.signal.aborted) log.error({ err }, 'the accounts could not be read');
    });
    return last;
  }

  function schedule(): void {
    const { organization } = state.file;
    const waits = [
      ...(refreshSeconds > 0 ? [refreshSeconds * 1_000] : []),
      ...(organization === undefined ? [] : [Math.max(0, listAtMs - Date.now())]),
    ];
    if (waits.length === 0 || end.signal.aborted) return;
    const ms = Math.min(...waits);
    timer = setTimeout(() => look(refreshSeconds > 0).finally(schedule), ms).unref();
  }

  await look(false);
  schedule();
  return {
    isListed: () => state.file.organization === undefined || state.found !== undefined,
    status() {
      const { file, servedIds } = state;
      const others = servedIds.filter((id) => !Object.hasOwn(file.accounts, id)).length;
      const ofFile = {
        served: servedIds.length - others,
        isFailed: failed.file.is(),
        loadedAt: loadedAt / 1_000,
      };
      const ofOrganization = {
        served: others,
        isFailed: failed.organization.is(),
        loadedAt: listedAt / 1_000,
      };
      return { file: ofFile, ...(file.organization && { organization: ofOrganization }) };
    },
    reload: () => look(true),
    stop() {
      end.abort();
      clearTimeout(timer);
    },
  };
}

/** Two readings in a row that are equal. */
async function readSettled(path: string, settleMs: number): Promise<AccountsFile | Problems> {
  let before = await readAccountsFile(path);
  for (;;) {
    await wait(settleMs, undefined, { ref: false });
    const now = await readAccountsFile(path);
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
}

/** Logs each problem once, and not again until something else is wrong. */
function createFailure(log: Logger) {
  let shown = '';
  return {
    is: () => shown !== '',
    set(problems: readonly string[]): void {
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
