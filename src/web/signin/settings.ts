/** What the pages know of how people sign in here. */

export interface SignIn {
  readonly issuer: string;
  /** Where the issuer sends people back to. The one address that is registered there. */
  readonly backUrl: string;
  readonly clientId: string;
  /** With blanks between them. */
  readonly scope: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Where the browser lets this page send to besides the gateway. */
  readonly origins: readonly string[];
  /** What tokens must have to be accepted. */
  readonly audience: { readonly claim: 'aud' | 'client_id'; readonly names: readonly string[] };
}
