/** Says that a sign-in has failed, ends soon or is over, and what to do. */
import './account.css';
import { account } from './account.ts';
import type { State } from './session.ts';

export function AccountNotice({ state }: { state: State }) {
  if (!('failure' in state) || state.failure === undefined) return null;
  const texts = {
    signedOut: '',
    signedIn: state.kind === 'signedIn' ? untilText(state.session.endsAt) : '',
    ended: 'Your sign-in has ended. What you see and what you have typed is kept.',
  };
  return (
    <div className="account-notice">
      <span role="alert">
        {texts[state.kind]} {state.failure}
      </span>{' '}
      {state.kind !== 'signedOut' && (
        <button type="button" onClick={() => void account?.signInAgain()}>
          Sign in again
        </button>
      )}
    </div>
  );
}

const untilText = (endsAt: number) =>
  endsAt > Date.now()
    ? `You are signed in until ${new Date(endsAt).toLocaleTimeString()}.`
    : 'Your sign-in could not be renewed.';
