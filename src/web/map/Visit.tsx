/** One person's visit to the map: who they are, by sign-in or by a token, and how their requests are sent. */
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { AccountNotice } from '../signin/AccountNotice.tsx';
import { account } from '../signin/account.ts';
import { signIn } from '../signin/configured.ts';
import type { State } from '../signin/session.ts';
import { useAccount } from '../signin/useAccount.ts';
import { createSend, type Send } from './request.ts';
import { SignedOut } from './SignedOut.tsx';

export function Visit({
  children,
}: {
  /** @param onToken undefined: tokens from elsewhere are not asked for. */
  children: (send: Send, onToken: ((token: string) => void) | undefined) => ReactNode;
}) {
  const state = useAccount();
  const [pasted, setPasted] = useState('');
  const visit = useVisit(state);
  // Who signs in goes on as themselves, and is not back at the token after signing out.
  if (state.kind === 'signedIn' && pasted !== '') setPasted('');
  const send = useMemo(
    () => createSend(pasted === '' && account !== undefined ? account.token : () => pasted, signIn),
    [pasted],
  );
  const isOut = state.kind === 'signedOut' && pasted === '';
  // A token may be somebody else's than who has signed out, whose picture and forms are not for them.
  const isElsewhere = account !== undefined && pasted !== '';
  return (
    <>
      {isOut && (
        <>
          <AccountNotice state={state} />
          <SignedOut onToken={setPasted} />
        </>
      )}
      {/* Hidden and not gone after signing out, because something may be typed there. It is not for another person to see. */}
      {(!isOut || visit > 0) && (
        <div className="visit" hidden={isOut} key={isElsewhere ? 'token' : Math.max(visit, 1)}>
          {children(send, account === undefined || pasted !== '' ? setPasted : undefined)}
        </div>
      )}
    </>
  );
}

/** @returns how many people have signed in on this page, one after the other. */
function useVisit(state: State): number {
  const known = useRef<{ subject?: string; count: number }>({ count: 0 });
  if (state.kind === 'signedIn' && state.session.subject !== known.current.subject)
    known.current = { subject: state.session.subject, count: known.current.count + 1 };
  return known.current.count;
}
