/** Who is signed in on this page at the moment. It is kept in memory only, and told to the other open pages. */
import { remember } from './begun.ts';
import type { Session, State } from './session.ts';
import { ask, listen, tell } from './tabs.ts';

/** The other pages answer at once unless they are frozen. */
const answerMs = 200;

export class Current {
  #state: State = { kind: 'starting' };
  readonly #watchers = new Set<() => void>();

  constructor() {
    listen((message) => {
      if (message.kind === 'ask' && this.#state.kind === 'signedIn')
        tell({ kind: 'session', session: this.#state.session });
      if (message.kind === 'session' && this.#isNews(message.session)) this.become(message.session);
      if (message.kind === 'signedOut') this.set({ kind: 'signedOut' });
    });
  }

  state = () => this.#state;

  watch = (onChange: () => void) => {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  };

  set(state: State): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }

  /** @param isOwn whether the other pages do not know it yet. */
  become(session: Session, isOwn = false): void {
    remember(true);
    this.set({ kind: 'signedIn', session });
    if (isOwn) tell({ kind: 'session', session });
  }

  forget(): void {
    remember(false);
    this.set({ kind: 'signedOut' });
    tell({ kind: 'signedOut' });
  }

  /** @returns the session of another open page. */
  askOthers = () =>
    ask({ kind: 'ask' }, answerMs, (message) => (message.kind === 'session' ? message.session : undefined));

  /** Whether a session of another page is neither the one of this page nor one before it. */
  #isNews({ subject, endsAt }: Session): boolean {
    if (this.#state.kind !== 'signedIn') return true;
    const { session } = this.#state;
    return session.subject !== subject || endsAt > session.endsAt;
  }
}
