/** Why a sign-in failed, in sentences. Pure. */

/** By the error codes of OAuth (RFC 6749, sections 4.1.2.1 and 5.2) and OpenID Connect. */
const sentences: Readonly<Record<string, string>> = {
  access_denied: 'The issuer did not let you in, or you did not agree.',
  invalid_scope:
    'The issuer does not give this page the permissions that it asks for: AUTH_CLIENT_SCOPES names some that are not registered there or not open to you.',
  invalid_client: 'The issuer does not know this page: AUTH_CLIENT_ID is not a public client there.',
  unauthorized_client:
    'The issuer does not let this page sign people in: AUTH_CLIENT_ID is another kind of client there.',
  invalid_grant: 'The issuer does not accept what it gave this page any more.',
  login_required: 'The issuer needs you to sign in.',
  temporarily_unavailable: 'The issuer is not available at present.',
  server_error: 'The issuer has failed.',
};

/** @param description what the issuer says of it. */
export function sentenceOf(code: string, description: string | undefined): string {
  const known = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  const said = description === undefined || description === '' ? undefined : `It says: ${description}`;
  return [known ?? `The issuer refused with ${code}.`, said].filter((part) => part !== undefined).join(' ');
}
