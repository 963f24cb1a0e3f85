/**
 * OpenID Connect: the authorization code flow with PKCE, renewal and the end of a session. Loaded when it is needed, so it imports nothing
 * that the pages import too: that would be a file of its own, which they would have to wait for.
 */
import {
  AuthorizationResponseError,
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import type { Begun } from './begun.ts';
import { sentenceOf } from './sentences.ts';
import type { Session } from './session.ts';
import type { SignIn } from './settings.ts';

/** What the issuer says of itself. It is asked once, and again after a failure. */
let discovered: Promise<AuthorizationServer> | undefined;

function discover(settings: SignIn): Promise<AuthorizationServer> {
  discovered ??= saying(async () => {
    const issuer = new URL(settings.issuer);
    return processDiscoveryResponse(issuer, await discoveryRequest(issuer, options(settings)));
  }).catch((error: unknown) => {
    discovered = undefined;
    throw error;
  });
  return discovered;
}

/** The settings allow HTTP on loopback only. */
const options = ({ issuer }: SignIn) => ({
  [allowInsecureRequests]: issuer.startsWith('http:'),
  signal: AbortSignal.timeout(15_000),
});

const clientOf = ({ clientId }: SignIn): Client => ({ client_id: clientId });

/** @returns where to send the user, and what to keep until the answer comes. */
export async function begin(
  settings: SignIn,
  returnTo: string,
  isSilent: boolean,
): Promise<{ readonly url: string; readonly begun: Begun }> {
  if (!isSecureContext) throw failure('Signing in needs HTTPS: open this page by https://.');
  const server = await discover(settings);
  const begun = {
    state: generateRandomState(),
    nonce: generateRandomNonce(),
    verifier: generateRandomCodeVerifier(),
    returnTo,
    isSilent,
  };
  const url = new URL(server.authorization_endpoint ?? settings.issuer);
  const parameters = {
    ...settings.parameters,
    client_id: settings.clientId,
    redirect_uri: settings.backUrl,
    response_type: 'code',
    scope: settings.scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
    ...(isSilent && { prompt: 'none' }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, begun };
}

/** Exchanges the issuer's answer for tokens. @throws SignInFailure */
export async function redeem(settings: SignIn, begun: Begun, answer: string): Promise<Session> {
  const server = await discover(settings);
  return saying(
    async () => {
      const client = clientOf(settings);
      const parameters = validateAuthResponse(server, client, new URLSearchParams(answer), begun.state);
      const response = await authorizationCodeGrantRequest(
        server,
        client,
        None(),
        parameters,
        settings.backUrl,
        begun.verifier,
        options(settings),
      );
      const expected = { expectedNonce: begun.nonce, requireIdToken: true };
      return toSession(await processAuthorizationCodeResponse(server, client, response, expected));
    },
    tokenEndpointOf(server, settings),
  );
}

/** Gets new tokens for the refresh token. @throws SignInFailure */
export async function refresh(settings: SignIn, before: Session): Promise<Session> {
  const server = await discover(settings);
  return saying(
    async () => {
      const client = clientOf(settings);
      const token = before.refreshToken ?? '';
      const response = await refreshTokenGrantRequest(server, client, None(), token, options(settings));
      const fresh = toSession(await processRefreshTokenResponse(server, client, response));
      // Where the issuer sends none, those from before go on.
      return {
        ...fresh,
        refreshToken: fresh.refreshToken ?? before.refreshToken,
        idToken: fresh.idToken ?? before.idToken,
        name: before.name,
        subject: before.subject,
      };
    },
    tokenEndpointOf(server, settings),
  );
}

/**
 * Tells the issuer that the session has ended.
 *
 * @returns where the user ends the session at the issuer, if it has such a page (OpenID Connect RP-Initiated Logout).
 */
export async function end(settings: SignIn, session: Session): Promise<string | undefined> {
  const server = await discover(settings);
  if (server.revocation_endpoint !== undefined && session.refreshToken !== undefined)
    // It is of no use to say that this failed: the token is forgotten here in any case.
    await revocationRequest(
      server,
      clientOf(settings),
      None(),
      session.refreshToken,
      options(settings),
    ).catch(() => {});
  if (server.end_session_endpoint === undefined) return undefined;
  const url = new URL(server.end_session_endpoint);
  url.searchParams.set('client_id', settings.clientId);
  url.searchParams.set('post_logout_redirect_uri', settings.backUrl);
  // What Amazon Cognito calls it (Amazon Cognito guide, "Logout endpoint").
  url.searchParams.set('logout_uri', settings.backUrl);
  if (session.idToken !== undefined) url.searchParams.set('id_token_hint', session.idToken);
  return url.href;
}

function toSession(tokens: TokenEndpointResponse): Session {
  const claims = getValidatedIdTokenClaims(tokens);
  const text = (name: string) => (typeof claims?.[name] === 'string' ? claims[name] : undefined);
  const lifetimeMs = (tokens.expires_in ?? 300) * 1_000;
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    idToken: tokens.id_token,
    lifetimeMs,
    endsAt: Date.now() + lifetimeMs,
    subject: claims?.sub ?? '',
    name: text('name') ?? text('preferred_username') ?? text('email') ?? claims?.sub ?? '',
  };
}

const tokenEndpointOf = ({ token_endpoint: url }: AuthorizationServer, { origins }: SignIn) => {
  const origin = url === undefined ? undefined : new URL(url).origin;
  return origin === undefined || origins.includes(origin) ? undefined : origin;
};

/** @param forbidden the origin that the action needs and the browser does not let this page send to. */
async function saying<Result>(action: () => Promise<Result>, forbidden?: string): Promise<Result> {
  if (forbidden !== undefined)
    throw failure(
      `The issuer gives its tokens at ${forbidden}, which this page may not send to: add it to AUTH_CLIENT_ORIGINS.`,
    );
  try {
    return await action();
  } catch (error) {
    if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
      throw failure(sentenceOf(error.error, error.error_description), error.error);
    // What fetch throws when there is no answer, or one that this page may not read.
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
      throw failure(
        'The issuer could not be reached, or does not let this page read its answers.',
        'unreachable',
      );
    throw failure(`The issuer's answer is not as it should be: ${(error as Error).message}.`);
  }
}

/** @param code the issuer's, or `unreachable`. */
const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });
