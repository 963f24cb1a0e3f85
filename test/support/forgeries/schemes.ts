/** Good tokens that are not where they must be: in `authorization: Bearer …`. */
import { type Forgery, type Genuine, headerOf, seal } from './forgery.ts';

export function schemeForgeries({ claims, key }: Genuine): Forgery[] {
  const token = seal(headerOf(key), claims, key);
  return [
    ['no token', 'no_token', () => undefined],
    ['an empty header', 'no_token', () => ''],
    ['an empty token', 'no_token', () => 'Bearer '],
    ['a token without a scheme', 'no_token', () => token],
    ['a user and a password', 'no_token', () => 'Basic YWRtaW46YWRtaW4='],
    ['a token as a password', 'no_token', () => `Basic ${Buffer.from(`:${token}`).toString('base64')}`],
    ['another scheme', 'no_token', () => `DPoP ${token}`],
    ['a scheme with a colon', 'no_token', () => `Bearer: ${token}`],
    ['a scheme with an equals sign', 'no_token', () => `Bearer=${token}`],
    ['a scheme with a tab', 'no_token', () => `Bearer\t${token}`],
    ['the scheme twice', 'malformed', () => `Bearer Bearer ${token}`],
    ['a parameter behind the token', 'malformed', () => `Bearer ${token} realm="x"`],
    ['a parameter with the token', 'malformed', () => `Bearer access_token="${token}"`],
    ['a second scheme behind the token', 'malformed', () => `Bearer ${token}, Basic YWRtaW46YWRtaW4=`],
  ];
}
