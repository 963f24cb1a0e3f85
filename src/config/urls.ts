/** The addresses of others in the settings. */
import * as z from 'zod';

export const loopbackHosts = new Set(['127.0.0.1', '::1', '[::1]', 'localhost']);

export const notSafeUrl = 'must be https (http on loopback only)';

/** @param text a URL. */
export function isSafeUrl(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopbackHosts.has(hostname));
}

/** `fetch` and the AWS SDK send neither user nor password of an address, and both show it in messages. */
function hasNoPassword(text: string): boolean {
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** Later checks parse the text, so it must be a URL before. */
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL', abort: true });

export const plainUrl = url.refine(hasNoPassword, 'must have no user and no password');

export const safeUrl = plainUrl.refine(isSafeUrl, notSafeUrl);
