/** Tokens of another shape: other serializations, parts that are no JSON, headers that ask for more. */
import { CompactEncrypt } from 'jose';
import { type ForgedToken, type Genuine, headerOf, seal, toJsonWith, toPart } from './forgery.ts';

export function shapeForgeries({ claims, key }: Genuine): ForgedToken[] {
  const good = headerOf(key);
  const token = seal(good, claims, key);
  const [head = '', payload = '', signature = ''] = token.split('.');
  const parts = { protected: head, payload, signature };
  const withHeader = (header: object) => seal({ ...good, ...header }, claims, key);
  const ofPayload = (text: string | Buffer) => seal(good, text, key);
  const encrypted = new CompactEncrypt(Buffer.from(token))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', cty: 'JWT' })
    .encrypt(key.publicKey);
  return [
    ['a text that is not a token', 'malformed', 'abc.def.ghi'],
    ['the word null', 'malformed', 'null'],
    ['only a header', 'malformed', head],
    ['no signature part', 'malformed', `${head}.${payload}`],
    ['four parts', 'malformed', `${token}.${signature}`],
    ['five parts', 'malformed', `${token}..`],
    ['an encrypted token', 'malformed', encrypted],
    ['a JSON serialization', 'malformed', JSON.stringify(parts)],
    ['a general JSON serialization', 'malformed', JSON.stringify({ payload, signatures: [parts] })],
    ['a dot in front', 'malformed', `.${token}`],
    ['a dot behind', 'malformed', `${token}.`],
    ['padding', 'malformed', `${token}==`],
    [
      'base64 in place of base64url',
      'malformed',
      `${head}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    ],
    ['a blank within', 'malformed', `${head}. ${payload}.${signature}`],
    ['a tab within', 'malformed', `${head}.\t${payload}.${signature}`],
    ['encoded dots', 'malformed', token.replaceAll('.', '%2E')],
    ['quotes around it', 'malformed', `"${token}"`],
    ['two tokens', 'malformed', `${token}, ${token}`],
    ['a letter outside ASCII', 'malformed', `${token}é`],
    ['more than 8 KiB', 'malformed', seal(good, { ...claims, padding: 'x'.repeat(8_192) }, key)],
    ['a token within a token', 'malformed', seal({ ...good, cty: 'JWT' }, token, key)],
    ['an empty payload', 'malformed', ofPayload('')],
    ['a payload that is no JSON', 'malformed', ofPayload('sub=alice')],
    ['a payload that is a list', 'malformed', ofPayload(JSON.stringify([claims]))],
    ['a payload that is a text', 'malformed', ofPayload(JSON.stringify('alice'))],
    ['a payload that is null', 'malformed', ofPayload('null')],
    ['a payload with a comma too many', 'malformed', ofPayload(JSON.stringify(claims).replace(/}$/, ',}'))],
    ['a payload with something behind it', 'malformed', ofPayload(`${JSON.stringify(claims)}{}`)],
    [
      'a payload that is not UTF-8',
      'malformed',
      ofPayload(
        Buffer.concat([
          Buffer.from(JSON.stringify(claims)).subarray(0, -1),
          Buffer.from(',"x":"\xff"}', 'latin1'),
        ]),
      ),
    ],
    ['a header that is no JSON', 'malformed', seal('alg=ES256', claims, key)],
    ['a header that is a list', 'malformed', seal(JSON.stringify([good]), claims, key)],
    ['a header that is null', 'malformed', seal('null', claims, key)],
    [
      'a header that is not UTF-8',
      'malformed',
      seal(Buffer.from('{"alg":"ES256","x":"\xff"}', 'latin1'), claims, key),
    ],
    [
      'two algs, the second of them none',
      'algorithm',
      `${toPart(toJsonWith(good, { alg: '"ES256","alg":"none"' }))}.${payload}.`,
    ],
    ['a critical header that is not known', 'malformed', withHeader({ crit: ['x'], x: 1 })],
    ['a critical header that is not there', 'malformed', withHeader({ crit: ['b64'] })],
    ['critical headers that are known to all', 'malformed', withHeader({ crit: ['alg'] })],
    ['an empty list of critical headers', 'malformed', withHeader({ crit: [] })],
    ['critical headers that are a text', 'malformed', withHeader({ crit: 'b64', b64: true })],
    ['a payload that is not encoded', 'malformed', withHeader({ crit: ['b64'], b64: false })],
    ['the type of a logout token', 'token_type', withHeader({ typ: 'logout+jwt' })],
    ['the type of a DPoP proof', 'token_type', withHeader({ typ: 'dpop+jwt' })],
    ['the type of a security event', 'token_type', withHeader({ typ: 'secevent+jwt' })],
    ['an empty type', 'token_type', withHeader({ typ: '' })],
    ['a type that is null', 'token_type', withHeader({ typ: null })],
    ['a type that is a number', 'token_type', withHeader({ typ: 1 })],
    ['a list of types', 'token_type', withHeader({ typ: ['at+jwt'] })],
  ];
}
