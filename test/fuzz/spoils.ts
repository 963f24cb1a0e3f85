/** What can be wrong with an answer of EC2: in its elements, its bytes, its head, and in how it is sent. */
import fc from 'fast-check';
import { changeElement, elementChanges, isElementChange, wildTexts } from './elements.ts';
import type { Sent } from './spoiler.ts';
import { readMs } from './world.ts';

interface Choice {
  /** Which byte, status and so on; counted round. */
  readonly at: number;
  readonly text: string;
}

const statuses = [
  200, 201, 204, 206, 301, 304, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504, 599, 999,
];
const lengths = ['0', '1', '-1', '1e3', '999999', '99999999999999999999', 'x'];
const headers = [
  ['content-type', 'text/html'],
  ['content-encoding', 'gzip'],
  ['transfer-encoding', 'chunked'],
  ['location', 'http://127.0.0.1:9/'],
  ['retry-after', '99999'],
  ['x-amzn-requestid', '\u0001'],
  ['x-long', 'x'.repeat(20_000)],
  ['__proto__', 'x'],
  ['date', 'Thu, 01 Jan 1970 00:00:00 GMT'],
] as const;
const around = [
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early\r\n\r\n'.repeat(50),
  '\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
];
const errorOf = (code: string) =>
  `<Response><Errors><Error><Code>${code}</Code><Message>${code}</Message></Error></Errors><RequestID>x</RequestID></Response>`;
const pages = [
  ...['', '<html>Bad Gateway</html>', '{"message":"x"}'],
  ...'__proto__ InternalError RequestLimitExceeded AuthFailure InvalidParameterValue Unavailable x'
    .split(' ')
    .map(errorOf),
];

const round = <Value>(list: readonly Value[], at: number) => list[at % list.length] as Value;

function withHeader(answer: Sent, name: string, value: string): Sent {
  return { ...answer, headers: [...answer.headers.filter(([other]) => other !== name), [name, value]] };
}

const withBody = (answer: Sent, ...parts: (Buffer | string)[]): Sent => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return withHeader({ ...answer, body }, 'content-length', String(body.length));
};

const spoils = {
  flip(answer, { at }) {
    const body = Buffer.from(answer.body);
    const index = (at * 31) % Math.max(1, body.length);
    body[index] = (body[index] ?? 0) ^ (1 << (at % 8));
    return withBody(answer, body);
  },
  cut: (answer, { at }) => withBody(answer, answer.body.subarray(0, at % (answer.body.length + 1))),
  garble: (answer, { at }) =>
    withBody(answer, answer.body.subarray(at % 500), Buffer.from([0xff, 0xfe, 0xc0])),
  prefix: (answer, { text }) => withBody(answer, text, answer.body),
  page: (answer, { at }) => withBody({ ...answer, status: at % 3 ? 400 : answer.status }, round(pages, at)),
  status: (answer, { at }) => ({ ...answer, status: round(statuses, at) }),
  header: (answer, { at }) => ({ ...answer, headers: [...answer.headers, round(headers, at)] }),
  length: (answer, { at }) => withHeader(answer, 'content-length', round(lengths, at)),
  drip: (answer, { at }) => ({ ...answer, dripMs: at % 50 === 0 ? readMs / 4 : at % 20 }),
  reset: (answer, { at }) => ({ ...answer, cutAt: (at % 100) / 100 }),
  around: (answer, { at }) => ({ ...answer, [at % 2 ? 'before' : 'after']: round(around, at) }),
} satisfies Record<string, (answer: Sent, choice: Choice) => Sent>;

const others = Object.keys(spoils) as (keyof typeof spoils)[];

export const edit = fc.record({
  how: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...elementChanges) },
    { weight: 2, arbitrary: fc.constant('text' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...others) },
  ),
  at: fc.nat({ max: 9_999 }),
  text: fc.constantFrom(...wildTexts),
});
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

/** An answer after all edits. */
export function spoilt(answer: Sent, edits: readonly Edit[]): Sent {
  return edits.reduce((last: Sent, { how, ...choice }) => {
    if (!isElementChange(how)) return spoils[how](last, choice);
    return withBody(last, changeElement(last.body.toString(), how, choice));
  }, answer);
}
