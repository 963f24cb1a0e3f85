/** Who is signed in, in the head of the playground. */
import { createSend } from '../map/request.ts';
import { AccountMenu } from '../signin/AccountMenu.tsx';
import { AccountNotice } from '../signin/AccountNotice.tsx';
import type { Account } from '../signin/account.ts';
import { signIn } from '../signin/configured.ts';
import { useAccount, useCaller } from '../signin/useAccount.ts';

let send: ReturnType<typeof createSend> | undefined;

export function Who({ account }: { account: Account }) {
  send ??= createSend(account.token, signIn);
  const state = useAccount();
  const caller = useCaller(send, state);
  return (
    <>
      <AccountMenu state={state} caller={state.kind === 'signedOut' ? undefined : caller} />
      <AccountNotice state={state} />
    </>
  );
}
