/** Signs people in and out on this page. */
import { type Begun, keep, remember, take, wasSignedIn } from './begun.ts';
import { signIn } from './configured.ts';
import { Current } from './current.ts';
import { isPassing, needsUser } from './failure.ts';
import { startRenewal } from './renewal.ts';
import { renewsAt } from './session.ts';
import type { SignIn } from './settings.ts';
import { listen, tell } from './tabs.ts';

/** Not in the first load: without an issuer to sign in at, nobody needs it. */
const protocol = () => import('./protocol.ts');

export type Account = ReturnType<typeof startAccount>;

function startAccount(settings: SignIn) {
  const current = new Current();
  const renew = startRenewal(current, async (session) => (await protocol()).refresh(settings, session));
  /** Those that go on in another window. */
  const elsewhere = new Map<string, Begun>();

  /** @param isSilent whether the user did not ask for it, so that a need to ask them is no failure. */
  async function saying(action: () => Promise<void>, isSilent = false): Promise<void> {
    try {
      await action();
    } catch (error) {
      const failed = error as Error;
      const failure = failed.message;
      const state = current.state();
      if (state.kind === 'ended' || state.kind === 'signedIn') return current.set({ ...state, failure });
      if (!isPassing(failed)) remember(false);
      const isOwn = isSilent && needsUser(failed);
      current.set({
        kind: 'signedOut',
        failure: isOwn ? undefined : `You could not be signed in. ${failure}`,
      });
    }
  }

  const redeem = (begun: Begun, answer: string) =>
    saying(
      async () => current.become(await (await protocol()).redeem(settings, begun, answer), true),
      begun.isSilent,
    );

  /** Leaves the page for the issuer, and comes back to what is shown now. */
  const leave = (isSilent: boolean) =>
    saying(async () => {
      const returnTo = `${location.pathname}${location.search}`;
      const { url, begun } = await (await protocol()).begin(settings, returnTo, isSilent);
      keep(begun);
      if (!isSilent) return location.assign(url);
      // What nobody has asked for is no step that Back returns to.
      location.replace(url);
      // Nothing is said of a page that is being left.
      await new Promise<never>(() => {});
    });

  async function start(): Promise<void> {
    const begun = take();
    if (begun?.answer !== undefined) return redeem(begun, begun.answer);
    if (!wasSignedIn()) return current.set({ kind: 'signedOut' });
    const shared = await current.askOthers();
    if (shared !== undefined) return current.become(shared);
    // A page that is loaded has nothing in memory. A frame could not ask: browsers keep the issuer's cookies from it.
    await leave(true);
  }

  listen((message) => {
    if (message.kind !== 'answer') return;
    const state = new URLSearchParams(message.answer).get('state') ?? '';
    const begun = elsewhere.get(state);
    if (begun === undefined || !elsewhere.delete(state)) return;
    tell({ kind: 'taken', state });
    void redeem(begun, message.answer);
  });
  const started = start();

  return {
    state: current.state,
    watch: current.watch,

    /** The access token, renewed if it is about to end. @throws Error */
    async token(): Promise<string> {
      await started;
      const before = current.state();
      if (before.kind === 'signedIn' && Date.now() >= renewsAt(before.session)) await renew();
      const state = current.state();
      if (state.kind === 'signedIn') return state.session.accessToken;
      throw new Error(
        state.kind === 'ended' ? 'Your sign-in has ended. Sign in again.' : 'You are not signed in.',
      );
    },

    signIn: () => leave(false),

    /** Signs in in a window of its own, so that nothing on this page is lost. */
    signInAgain: () =>
      saying(async () => {
        const { url, begun } = await (await protocol()).begin(settings, '', false);
        elsewhere.set(begun.state, begun);
        if (window.open(url, '_blank', 'popup,width=520,height=700') === null)
          throw new Error('Your browser has blocked the window for it: allow it, and try again.');
      }),

    /** Ends the session here, on all open pages and at the issuer. */
    async signOut(): Promise<void> {
      const state = current.state();
      current.forget();
      if (state.kind !== 'signedIn' && state.kind !== 'ended') return;
      try {
        const url = await (await protocol()).end(settings, state.session);
        if (url !== undefined) location.assign(url);
      } catch (error) {
        // They may have signed in again meanwhile.
        if (current.state().kind !== 'signedOut') return;
        const failure = `You are signed out here. The issuer could not be told, and may let you in without asking. ${(error as Error).message}`;
        current.set({ kind: 'signedOut', failure });
      }
    },
  };
}

/** Undefined: people cannot sign in here. */
export const account = signIn && startAccount(signIn);
