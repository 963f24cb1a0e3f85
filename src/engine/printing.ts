/** Prints answers as JSON: within a size limit, and without keeping the event loop from other requests. */
import type { FormattedExecutionResult } from 'graphql';
import { createPause } from '../longWork.ts';

/** The text of an answer. A long one is bytes, which the equal answers of one execution share. */
export type Printed = string | Buffer;

type Part = 'errors' | 'data' | 'extensions';
const partNames: readonly Part[] = ['errors', 'data', 'extensions'];

/** In characters. */
const longFrom = 16_384;

/** Each part is printed as an answer of its own, because nearly all answers have one part. Undefined when it is too large. */
const prints = new WeakMap<object, Promise<Printed | undefined>>();

/** @returns undefined when the answer has more than `maxBytes`. No more than that of its text is then kept. */
export async function print(
  result: FormattedExecutionResult,
  maxBytes: number,
): Promise<Printed | undefined> {
  const present = partNames.filter((name) => result[name] !== undefined);
  const parts = await Promise.all(present.map((name) => printOf(name, result[name] ?? null, maxBytes)));
  const whole = parts.filter((part) => part !== undefined);
  if (whole.length < parts.length) return undefined;
  const [only] = whole;
  const answer = only !== undefined && whole.length === 1 ? only : join(whole);
  return Buffer.byteLength(answer) > maxBytes ? undefined : answer;
}

/**
 * What Apollo Server takes for the text of a result: none of one that was printed, because it is handed over as it was printed
 * (`Observed.onAnswer`). What is left are refusals of Apollo Server's own.
 */
export async function stringifyResult(result: FormattedExecutionResult): Promise<string> {
  return partNames.some((name) => prints.has(result[name] ?? {})) ? '' : `${JSON.stringify(result)}\n`;
}

/** Apollo Server ends its answers with a line break too, which is kinder to terminals. */
const [begin, end] = ['{', '}\n'];

function join(parts: readonly Printed[]): Printed {
  const inner = parts
    .map((part) => (typeof part === 'string' ? Buffer.from(part) : part))
    .flatMap((bytes, index) => [
      Buffer.from(index === 0 ? begin : ','),
      bytes.subarray(begin.length, -end.length),
    ]);
  const answer = Buffer.concat([...inner, Buffer.from(end)]);
  return answer.length < longFrom ? answer.toString() : answer;
}

function printOf(name: Part, part: object | null, maxBytes: number): Promise<Printed | undefined> {
  if (part === null) return Promise.resolve(`${begin}"${name}":null${end}`);
  const known = prints.get(part);
  if (known !== undefined) return known;
  const fresh = isSmall(part)
    ? Promise.resolve(printAtOnce(name, part, maxBytes))
    : printInTurns(name, part, maxBytes);
  prints.set(part, fresh);
  return fresh;
}

function printAtOnce(name: Part, part: object, maxBytes: number): Printed | undefined {
  const text = `${begin}"${name}":${JSON.stringify(part)}${end}`;
  const printed = text.length < longFrom ? text : Buffer.from(text);
  return Buffer.byteLength(printed) > maxBytes ? undefined : printed;
}

/** Large parts are printed one after the other, so only one is half printed at any time. */
let previous: Promise<unknown> = Promise.resolve();

function printInTurns(name: Part, part: object, maxBytes: number): Promise<Printed | undefined> {
  const print = previous.then(() => printLarge(name, part, maxBytes));
  // Without its result, which would be kept until the next one.
  previous = print.then(
    () => undefined,
    () => undefined,
  );
  return print;
}

async function printLarge(name: Part, part: object, maxBytes: number): Promise<Printed | undefined> {
  const chunks: Buffer[] = [];
  let text = `${begin}"${name}":`;
  let bytes = end.length;
  const pause = createPause();
  for (const piece of piecesOf(part)) {
    text += piece;
    if (text.length < longFrom) continue;
    const chunk = Buffer.from(text);
    text = '';
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  return Buffer.concat([...chunks, Buffer.from(text + end)]);
}

/** The JSON of a value, in pieces that each take well below a millisecond unless they hold very long texts. */
function* piecesOf(value: unknown): Generator<string> {
  if (isSmall(value)) {
    yield JSON.stringify(value);
  } else if (Array.isArray(value)) {
    let before = '[';
    for (const item of value) {
      yield before;
      yield* piecesOf(item ?? null);
      before = ',';
    }
    yield ']';
  } else {
    let before = '{';
    for (const [key, item] of Object.entries(value as object)) {
      if (item === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* piecesOf(item);
      before = ',';
    }
    yield '}';
  }
}

/** What is printed at once: values, and long texts as one more for every 64 characters. At most six megabytes, which take about 20 ms. */
const maxAtOnce = 100_000;

/** Whether a value is printed at once. Stops counting when it is not. */
function isSmall(value: unknown): boolean {
  let left = maxAtOnce;
  const count = (inner: unknown): boolean => {
    left -= 1 + (typeof inner === 'string' ? inner.length >> 6 : 0);
    if (typeof inner !== 'object' || inner === null) return left >= 0;
    if (Array.isArray(inner)) return inner.every(count);
    // Unlike Object.values, this makes no list of them.
    for (const key in inner) if (!count((inner as Readonly<Record<string, unknown>>)[key])) return false;
    return left >= 0;
  };
  return count(value);
}
