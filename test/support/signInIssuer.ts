/** An issuer at which people sign in, for one test: OpenID Connect with PKCE, refresh tokens that work once, and the end of a session. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { cleanUp } from './cleanUp.ts';
import { audience, startTokenIssuer } from './tokens.ts';

/** How it behaves, which a test may change at any time. */
export interface Behaviour {
  /** What it grants of what is asked for, besides `openid`. */
  scope: string;
  lifetimeSeconds: number;
  givesRefreshTokens: boolean;
  /** The `aud` of the tokens. */
  audience: string;
  /** The error code of every answer to a request for sign-in. */
  refuses: string | undefined;
}

interface Grant {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

export type SignInIssuer = Awaited<ReturnType<typeof startSignInIssuer>>;

const subject = 'alice@example.com';
const clientId = 'map-page';
const cookie = 'issuer-session=alice';

export async function startSignInIssuer() {
  const tokens = await startTokenIssuer();
  const behaviour: Behaviour = {
    scope: 'traffic-mirror:read traffic-mirror:session:write traffic-mirror:introspect',
    lifetimeSeconds: 300,
    givesRefreshTokens: true,
    audience,
    refuses: undefined,
  };
  /** By the code, and the refresh tokens that still work. */
  const codes = new Map<string, Grant>();
  const refreshTokens = new Set<string>();
  const counts = { logins: 0, renewals: 0, revocations: 0, ends: 0 };
  /** Every code and token that it has given. */
  const given: string[] = [];
  let redirectUri = '';
  let url = '';

  const metadata = () => ({
    issuer: url,
    authorization_endpoint: `${url}authorize`,
    token_endpoint: `${url}token`,
    revocation_endpoint: `${url}revoke`,
    end_session_endpoint: `${url}end`,
    id_token_signing_alg_values_supported: ['ES256'],
    authorization_response_iss_parameter_supported: true,
  });

  /** Sends the user back with these parameters. */
  const sendBack = (response: ServerResponse, query: URLSearchParams, answer: Record<string, string>) => {
    const back = new URL(query.get('redirect_uri') ?? '');
    const state = query.get('state') ?? '';
    for (const [name, value] of Object.entries({ ...answer, state, iss: url }))
      back.searchParams.set(name, value);
    return response.writeHead(302, { location: back.href }).end();
  };

  function authorize(request: IncomingMessage, response: ServerResponse, query: URLSearchParams) {
    const isKnown = query.get('client_id') === clientId && query.get('redirect_uri') === redirectUri;
    if (!isKnown) return response.writeHead(400).end('unknown client or redirect_uri');
    if (query.get('code_challenge_method') !== 'S256')
      return sendBack(response, query, { error: 'invalid_request' });
    if (behaviour.refuses !== undefined) return sendBack(response, query, { error: behaviour.refuses });
    if (!request.headers.cookie?.includes(cookie)) {
      if (query.get('prompt') === 'none') return sendBack(response, query, { error: 'login_required' });
      return response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(
          `<!doctype html><html lang="en"><title>Issuer</title><link rel="icon" href="data:,"><a href="login?${query.toString().replaceAll('&', '&amp;')}">Continue as Alice</a>`,
        );
    }
    const code = randomUUID();
    given.push(code);
    codes.set(code, {
      challenge: query.get('code_challenge') ?? '',
      nonce: query.get('nonce') ?? '',
      redirectUri,
    });
    return sendBack(response, query, { code });
  }

  function login(response: ServerResponse, query: URLSearchParams): void {
    counts.logins += 1;
    response
      .writeHead(302, { 'set-cookie': `${cookie}; Path=/; HttpOnly`, location: `authorize?${query}` })
      .end();
  }

  async function token(body: URLSearchParams): Promise<object | undefined> {
    if (body.get('client_id') !== clientId) return undefined;
    if (body.get('grant_type') === 'refresh_token') {
      if (!refreshTokens.delete(body.get('refresh_token') ?? '')) return undefined;
      counts.renewals += 1;
      return newTokens({});
    }
    const code = body.get('code') ?? '';
    const grant = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant?.challenge !== challenge || grant.redirectUri !== body.get('redirect_uri')) return undefined;
    return newTokens({ nonce: grant.nonce });
  }

  async function newTokens(claims: object): Promise<object> {
    const now = Math.floor(Date.now() / 1_000);
    const { scope, lifetimeSeconds, givesRefreshTokens } = behaviour;
    const common = { iss: url, sub: subject, iat: now, exp: now + lifetimeSeconds };
    const refreshToken = randomUUID();
    if (givesRefreshTokens) refreshTokens.add(refreshToken);
    const access = { ...common, aud: behaviour.audience, client_id: clientId, scope, jti: randomUUID() };
    const id = { ...common, ...claims, aud: clientId, name: 'Alice Example' };
    const [accessToken, idToken] = [await tokens.sign(access), await tokens.sign(id, { typ: 'JWT' })];
    given.push(accessToken, idToken, refreshToken);
    return {
      token_type: 'Bearer',
      access_token: accessToken,
      id_token: idToken,
      expires_in: lifetimeSeconds,
      ...(givesRefreshTokens && { refresh_token: refreshToken }),
    };
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', url);
    const json = (status: number, value: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
        .end(JSON.stringify(value));
    if (pathname === '/.well-known/openid-configuration') return json(200, metadata());
    if (pathname === '/authorize') return authorize(request, response, query);
    if (pathname === '/login') return login(response, query);
    const body = new URLSearchParams(await text(request));
    if (pathname === '/token') {
      const granted = await token(body);
      return granted ? json(200, granted) : json(400, { error: 'invalid_grant' });
    }
    if (pathname === '/revoke') {
      counts.revocations += refreshTokens.delete(body.get('token') ?? '') ? 1 : 0;
      return json(200, {});
    }
    if (pathname === '/end' && query.get('post_logout_redirect_uri') === redirectUri) {
      counts.ends += 1;
      const gone = `${cookie}; Path=/; Max-Age=0`;
      return response.writeHead(302, { 'set-cookie': gone, location: redirectUri }).end();
    }
    return response.writeHead(404).end();
  });
  cleanUp(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    behaviour,
    counts,
    given,
    origin: url.slice(0, -1),
    /** Settings that let people sign in there. */
    env: {
      ...tokens.env,
      AUTH_ISSUER: url,
      AUTH_CLIENT_ID: clientId,
      AUTH_CLIENT_SCOPES: 'traffic-mirror:read traffic-mirror:session:write offline_access',
    },
    /** The one address to which it sends users back. */
    register: (gatewayUrl: string) => {
      redirectUri = `${gatewayUrl}/signin`;
    },
    /** Nothing is renewed any more. */
    endSessions: () => refreshTokens.clear(),
  };
}
