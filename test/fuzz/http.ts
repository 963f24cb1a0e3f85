/** Bytes on a socket: requests whose lines, headers, lengths and bodies are odd, in pieces, several at once, and cut off. */
import fc from 'fast-check';
import { judgeAnswer } from './judge.ts';
import { createKind } from './kind.ts';
import {
  bodies,
  harmlessHeaders,
  harmlessTargets,
  methods,
  oddBodies,
  oddHeaders,
  oddTargets,
  versions,
} from './requests.ts';
import { seldom } from './wild.ts';
import { exchange, type Script } from './wire.ts';

/** The listener gives a request 15 s to arrive, and looks every second for those that are late; the rest is margin. */
const limitMs = 21_000;

const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(...values);
const header = fc.oneof(
  { weight: 9, arbitrary: oneOf(harmlessHeaders) },
  { weight: 1, arbitrary: oneOf(oddHeaders) },
);
const request = fc.record({
  method: fc.oneof(
    { weight: 4, arbitrary: fc.constant('POST') },
    { weight: 4, arbitrary: fc.constant('GET') },
    { weight: 1, arbitrary: oneOf(methods) },
  ),
  target: fc.oneof(
    { weight: 5, arbitrary: fc.constant('/graphql') },
    { weight: 4, arbitrary: oneOf(harmlessTargets) },
    { weight: 1, arbitrary: oneOf(oddTargets) },
  ),
  version: seldom('HTTP/1.1', oneOf(versions)),
  headers: fc.array(header, { maxLength: 5 }),
  eol: fc.oneof(
    { weight: 40, arbitrary: fc.constant('\r\n') },
    { weight: 1, arbitrary: oneOf(['\n', '\r', '\r\n\r\n', '\r\n ']) },
  ),
  body: fc.oneof({ weight: 1, arbitrary: oneOf(bodies) }, { weight: 1, arbitrary: oneOf(oddBodies) }),
  framing: fc.oneof(
    { weight: 6, arbitrary: fc.constant('json' as const) },
    { weight: 2, arbitrary: fc.constant('chunked' as const) },
    {
      weight: 1,
      arbitrary: oneOf(['length', 'none', 'too short', 'too long', 'both', 'broken chunks'] as const),
    },
  ),
});
type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

function toText({ method, target, version, headers, eol, body, framing }: Request): string {
  const { length } = body;
  const json = 'content-type: application/json';
  const chunked = `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const named = (value: number) => `content-length: ${Math.max(0, value)}`;
  const framings: Record<Request['framing'], [lines: string[], body: string]> = {
    json: [[json, named(length)], body],
    chunked: [[json, 'transfer-encoding: chunked'], chunked],
    length: [[named(length)], body],
    none: [[], body],
    'too short': [[json, named(length - 3)], body],
    'too long': [[json, named(length + 3)], body],
    both: [[named(length), 'transfer-encoding: chunked'], chunked],
    'broken chunks': [[json, 'transfer-encoding: chunked'], `ffffffffff;x=${'y'.repeat(200)}\r\n${body}`],
  };
  // A GET has no body, or what follows it would be read as the next request.
  const [lines, sent] =
    method === 'GET' && framing === 'json' ? [['apollo-require-preflight: 1'], ''] : framings[framing];
  return [`${method} ${target} ${version}`, 'host: 127.0.0.1', ...headers, ...lines, '', sent].join(eol);
}

const inputs = fc.record({
  requests: fc.array(request, { minLength: 1, maxLength: 4 }),
  /** Bytes that are replaced, as shares of the whole. */
  flips: seldom(
    [],
    fc.array(fc.record({ at: fc.nat({ max: 9_999 }), byte: fc.nat({ max: 255 }) }), { maxLength: 2 }),
  ),
  cuts: fc.array(fc.nat({ max: 9_999 }), { maxLength: 3 }),
  isCutOff: seldom(false, fc.constant(true)),
  end: fc.oneof(
    { weight: 30, arbitrary: fc.constant<Script['end']>('finish') },
    { weight: 6, arbitrary: fc.constantFrom<Script['end'][]>('finish at once', 'reset') },
    // Up to 16 s, so few.
    { weight: 1, arbitrary: fc.constant<Script['end']>('wait') },
  ),
});
type Input = typeof inputs extends fc.Arbitrary<infer Value> ? Value : never;

function toScript({ requests, flips, cuts, isCutOff, end }: Input): Script {
  const bytes = Buffer.from(requests.map(toText).join(''), 'latin1');
  const place = (at: number) => Math.floor((at / 10_000) * bytes.length);
  for (const { at, byte } of flips) bytes[place(at)] = byte;
  const places = [0, ...cuts.map(place), bytes.length].sort((left, right) => left - right);
  const pieces = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
  return { pieces: isCutOff ? pieces.slice(0, -1) : pieces, end };
}

export const http = createKind({
  name: 'http',
  on: 'plain',
  lanes: 4,
  inputs,
  async judge(input, { url }) {
    const script = toScript(input);
    const { answers, rest, isStuck } = await exchange(url, script, limitMs);
    // An answer to HEAD has no body.
    const mayHaveHead = Buffer.concat(script.pieces).includes('HEAD');
    return [
      ...answers.filter(({ body }) => body !== '' || !mayHaveHead).flatMap((answer) => judgeAnswer(answer)),
      ...(isStuck ? [`the connection was open for ${limitMs} ms`] : []),
      ...(rest === '' || rest.startsWith('HTTP/1.1 ') ? [] : [`what is not HTTP: ${rest.slice(0, 200)}`]),
    ];
  },
  show(input) {
    const { pieces, end } = toScript(input);
    return [...pieces.map((piece) => JSON.stringify(piece.toString('latin1'))), `end: ${end}`].join('\n');
  },
});
