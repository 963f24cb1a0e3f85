/**
 * What is kept while somebody signs in at the issuer. Tokens are never stored: this is what the browser needs to get one, once, and it is
 * deleted as soon as it is read.
 */

/** A sign-in that has begun. */
export interface Begun {
  /** What the issuer sends back, by which an answer is known to belong to this browser. */
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The page to return to, with what the user looked at. */
  readonly returnTo: string;
  /** Whether nobody has asked for it, so that it is no failure if the issuer needs to ask somebody. */
  readonly isSilent: boolean;
  /** The query string with which the issuer has sent the user back. */
  readonly answer?: string;
}

const begunKey = 'traffic-mirror-sign-in';
const signedInKey = 'traffic-mirror-signed-in';

/** Only this tab sees it, also after it comes back from the issuer. */
export const keep = (begun: Begun) => sessionStorage.setItem(begunKey, JSON.stringify(begun));

/** @returns what was kept, which is then gone. */
export function take(): Begun | undefined {
  const text = sessionStorage.getItem(begunKey);
  sessionStorage.removeItem(begunKey);
  return text === null ? undefined : (JSON.parse(text) as Begun);
}

/** Whether somebody has signed in with this browser and not out, so that the issuer may let them in without asking. */
export const wasSignedIn = () => localStorage.getItem(signedInKey) !== null;

export const remember = (isSignedIn: boolean) =>
  isSignedIn ? localStorage.setItem(signedInKey, 'yes') : localStorage.removeItem(signedInKey);
