/** The page at `/signin`, to which the issuer sends people back: it passes the answer on to the page where they began, and shows no more. */
import './signin.css';
import { keep, take, wasSignedIn } from './begun.ts';
import { ask } from './tabs.ts';

/** How long the page that began a sign-in in another window may take to say so. */
const takenMs = 3_000;

async function passOn(): Promise<string> {
  const answer = location.search;
  const state = new URLSearchParams(answer).get('state');
  const begun = take();
  if (begun !== undefined && begun.state === state) {
    keep({ ...begun, answer });
    location.replace(begun.returnTo);
    return 'Signing in…';
  }
  // An answer that was not asked for must not end a sign-in that goes on.
  if (begun !== undefined) keep(begun);
  // The code in the URL is of no use to anybody any more.
  history.replaceState(null, '', location.pathname);
  if (state === null)
    return wasSignedIn() ? 'Nothing was changed: you have not signed out.' : 'You are signed out.';
  const isTaken = await ask({ kind: 'answer', answer }, takenMs, (message) =>
    message.kind === 'taken' && message.state === state ? true : undefined,
  );
  if (isTaken === undefined)
    return 'Nobody has begun this sign-in in this browser, or the page where it began is closed. Nothing was changed.';
  window.close();
  return 'Go on where you came from. You can close this window.';
}

const links = [
  ['/map', 'Traffic Mirror map'],
  ['/', 'Playground'],
] as const;

const heading = Object.assign(document.createElement('h1'), { textContent: 'Traffic Mirror sign-in' });
const text = Object.assign(document.createElement('p'), { textContent: 'Signing in…' });
text.setAttribute('role', 'status');
const main = document.createElement('main');
main.append(heading, text);
(document.getElementById('root') ?? document.body).append(main);

text.textContent = await passOn();
main.append(
  ...links.map(([href, name]) => Object.assign(document.createElement('a'), { href, textContent: name })),
);
