/** Tokens that the issuer has signed, but not for now, or not for a caller. */
import { changed, type ForgedToken, type Genuine, renamed, written } from './forgery.ts';

export function timeForgeries(genuine: Genuine): ForgedToken[] {
  const now = Math.floor(Date.now() / 1_000);
  const rows: [string, ForgedToken[1], object][] = [
    ['expired', 'expired', { iat: now - 600, exp: now - 60 }],
    ['expired at the beginning of time', 'expired', { exp: 0 }],
    ['an end before time', 'expired', { exp: -1 }],
    ['no end', 'claims', { exp: undefined }],
    ['an end that is null', 'claims', { exp: null }],
    ['an end that is a text', 'claims', { exp: String(now + 300) }],
    ['an end that is a date', 'claims', { exp: new Date(Date.now() + 300_000).toISOString() }],
    ['an end that is true', 'claims', { exp: true }],
    ['an end in a list', 'claims', { exp: [now + 300] }],
    ['not valid yet', 'not_yet_valid', { nbf: now + 300 }],
    ['valid from a time in milliseconds', 'not_yet_valid', { nbf: Date.now() }],
    ['a beginning that is a text', 'claims', { nbf: String(now) }],
    ['a beginning that is null', 'claims', { nbf: null }],
    ['issued in the future', 'not_yet_valid', { iat: now + 300, exp: now + 600 }],
    ['issued at a time in milliseconds', 'not_yet_valid', { iat: Date.now(), exp: Date.now() + 300 }],
    ['issued more than a day ago', 'too_old', { iat: now - 90_000 }],
    ['issued at the beginning of time', 'too_old', { iat: 0 }],
    ['issued before time', 'too_old', { iat: -now }],
    ['no time of issue', 'claims', { iat: undefined }],
    ['a time of issue that is a text', 'claims', { iat: String(now) }],
    ['a time of issue that is null', 'claims', { iat: null }],
  ];
  return [
    ...rows.map(([name, reason, change]): ForgedToken => [name, reason, changed(genuine, change)]),
    ['an end that is infinite', 'claims', written(genuine, { exp: '1e999' })],
    ['an end under another name', 'claims', renamed(genuine, 'exp', 'Exp')],
    [
      'two ends, the second one over',
      'expired',
      written(genuine, { exp: `${now + 300},"exp":${now - 300}` }),
    ],
    ['issued at an infinite time', 'not_yet_valid', written(genuine, { iat: '1e999' })],
    ['issued an infinite time ago', 'too_old', written(genuine, { iat: '-1e999' })],
  ];
}

export function subjectForgeries(genuine: Genuine): ForgedToken[] {
  const { subject, claims } = genuine;
  const one = String(claims[subject]);
  const others: [string, unknown][] = [
    ['no subject', undefined],
    ['an empty subject', ''],
    ['a subject that is null', null],
    ['a subject that is true', true],
    ['a subject that is a number', 1],
    ['a list with the subject', [one]],
    ['a subject that is an object', { toString: one }],
    ['a subject of 5 KB', 'x'.repeat(5_000)],
    ['a subject with a line break', `${one}\n`],
    ['a subject with a NUL', `${one}\0`],
    ['a subject that moves the cursor', `\u001b[2J${one}`],
    ['a subject that is half a letter', `${one}\ud800`],
    ['a subject that is written backwards', `\u202e${one}`],
  ];
  return [
    ...others.map(([name, value]): ForgedToken => [name, 'claims', changed(genuine, { [subject]: value })]),
    ['a subject under another name', 'claims', renamed(genuine, subject, subject.toUpperCase())],
    [
      'a subject in the prototype',
      'claims',
      written(genuine, { [subject]: '""', ['__proto__']: JSON.stringify({ [subject]: one }) }),
    ],
  ];
}
