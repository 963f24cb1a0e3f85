/** A session: the tokens that the issuer has given, and when they are renewed. Pure. All times in milliseconds. */

export interface Session {
  readonly accessToken: string;
  /** Undefined: the issuer gives none, so the session ends when the access token does. */
  readonly refreshToken: string | undefined;
  /** Tells the issuer which session ends. */
  readonly idToken: string | undefined;
  readonly lifetimeMs: number;
  readonly endsAt: number;
  /** The user's own name, or else what the issuer calls them. */
  readonly name: string;
  readonly subject: string;
}

/** Who is signed in, as the page shows it. */
export type State =
  /** People cannot sign in here. */
  | { readonly kind: 'off' }
  /** It is not known yet, or the page is about to be left for the issuer. */
  | { readonly kind: 'starting' }
  /** The failure says whether that was to sign in or out. */
  | { readonly kind: 'signedOut'; readonly failure?: string | undefined }
  | { readonly kind: 'signedIn'; readonly session: Session; readonly failure?: string | undefined }
  /** The session of before is over. What was typed is kept, and the same user can go on after signing in again. */
  | { readonly kind: 'ended'; readonly session: Session; readonly failure: string };

/** Renewed this long before the end, or after three quarters of a short life. */
const marginMs = 60_000;

export const renewsAt = ({ endsAt, lifetimeMs }: Session) => endsAt - Math.min(marginMs, lifetimeMs / 4);

/** Browsers run a timer at once whose delay does not fit into 31 bits. */
const maxDelayMs = 2 ** 31 - 1;

export const delayUntil = (at: number, now: number) => Math.min(Math.max(0, at - now), maxDelayMs);

/** The later one of two sessions of the same user. */
export const later = (left: Session, right: Session | undefined) =>
  right !== undefined && right.subject === left.subject && right.endsAt > left.endsAt ? right : left;

/** Whether the user of this session is still signed in with it. */
export const isSameVisit = (state: State, { accessToken }: Session) =>
  state.kind === 'signedIn' && state.session.accessToken === accessToken;
