/** Tokens that an issuer has signed, but not for this API, or not this issuer. */
import {
  changed,
  type ForgedToken,
  type Genuine,
  headerOf,
  renamed,
  seal,
  toJsonWith,
  written,
} from './forgery.ts';

export function issuerForgeries(genuine: Genuine): ForgedToken[] {
  const { claims, key, stranger } = genuine;
  const iss = String(claims.iss);
  const json = JSON.stringify(iss);
  const twice = (first: string, second: string, signer = key) =>
    seal(headerOf(key), toJsonWith(claims, { iss: `${first},"iss":${second}` }), signer);
  const evil = '"https://evil.example.com/"';
  const others: [string, unknown][] = [
    ['another issuer', 'https://evil.example.com/'],
    ['no issuer', undefined],
    ['an issuer that is null', null],
    ['an empty issuer', ''],
    ['an issuer with one slash more or less', iss.endsWith('/') ? iss.slice(0, -1) : `${iss}/`],
    ['an issuer in capitals', iss.toUpperCase()],
    ['an issuer with a blank in front', ` ${iss}`],
    ['an issuer with a line break behind', `${iss}\n`],
    ['an issuer with a NUL behind', `${iss}\0`],
    ['an issuer with a letter that looks the same', iss.replace('e', '\u0435')],
    ['an issuer with more behind', `${iss}.evil.example.com`],
    ['an issuer as the user of another', iss.replace('https://', 'https://evil.example.com@')],
    ['an issuer without encryption', iss.replace('https:', 'http:')],
    ['an encoded issuer', iss.replace('.', '%2e')],
    ['a list with the issuer', [iss]],
    ['an object with the issuer', { iss }],
    ['a number as the issuer', 1],
  ];
  return [
    ...others.map(([name, value]): ForgedToken => [name, 'unknown_issuer', changed(genuine, { iss: value })]),
    ['an issuer under another name', 'unknown_issuer', renamed(genuine, 'iss', 'ISS')],
    ['two issuers, the second one unknown', 'unknown_issuer', twice(json, evil)],
    ['two issuers and the key of the first one', 'signature', twice(evil, json, stranger)],
  ];
}

export function audienceForgeries(genuine: Genuine): ForgedToken[] {
  const { audience, claims } = genuine;
  const own = [claims[audience]].flat().map(String);
  const [one = ''] = own;
  const others: [string, unknown][] = [
    ['another audience', 'billing'],
    ['an empty audience', ''],
    ['no audience', undefined],
    ['an audience that is null', null],
    ['an audience that is true', true],
    ['an audience that is a number', 1],
    ['an audience that is an object', { [one]: true }],
    ['a list of no audiences', []],
    ['a list of other audiences', ['billing', 'https://billing.example.com']],
    ['a list of objects', [{ aud: one }]],
    ['a list of lists', [[one]]],
    ['an audience in other letters', one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase()],
    ['the beginning of the audience', one.slice(0, -1)],
    ['an audience with more behind', `${one}-staging`],
    ['an audience with a blank', `${one} `],
    ['audiences in one text', `${one},billing`],
    ['an audience with a NUL behind', `${one}\0`],
  ];
  return [
    ...others.map(
      ([name, value]): ForgedToken => [name, 'audience', changed(genuine, { [audience]: value })],
    ),
    ['an audience under another name', 'audience', renamed(genuine, audience, audience.toUpperCase())],
    [
      'two audiences, the second one another',
      'audience',
      written(genuine, { [audience]: `${JSON.stringify(claims[audience])},"${audience}":"billing"` }),
    ],
  ];
}
