/** What the map shows to people who are not signed in. */
import './signedOut.css';
import { account } from '../signin/account.ts';
import { TokenField } from './TokenField.tsx';

export function SignedOut({ onToken }: { onToken: (token: string) => void }) {
  return (
    <main className="signed-out">
      <h1>Traffic Mirror map</h1>
      <p>Sign in to see which network interfaces are mirrored, and where the copies go.</p>
      <button type="button" className="primary" onClick={() => void account?.signIn()}>
        Sign in
      </button>
      <details>
        <summary>Use a token instead</summary>
        <TokenField onToken={onToken} />
      </details>
      <a href="/">Playground</a>
    </main>
  );
}
