/** Prints answers as JSON: within a size limit, and without keeping the event loop from other requests. */
import type { FormattedExecutionResult } from 'graphql';

type Part = 'errors' | 'data' | 'extensions';
const partNames: readonly Part[] = ['errors', 'data', 'extensions'];

interface Print {
  readonly text: string;
  readonly bytes: number;
}

/** Undefined for a part that is too large. Data that several requests share is printed once. */
const prints = new WeakMap<object, Promise<Print | undefined>>();

/**
 * Prints the parts of a result, for `stringifyResult` to put together.
 *
 * @returns false when the answer has more than `maxBytes`. No more than that of its text is then kept.
 */
export async function print(result: FormattedExecutionResult, maxBytes: number): Promise<boolean> {
  const parts = await Promise.all(partNames.map((name) => printOf(result[name], maxBytes)));
  const sizes = parts.map((part) => part?.bytes ?? Number.POSITIVE_INFINITY);
  return sizes.reduce((sum, bytes) => sum + bytes, frame(result, () => '').length) <= maxBytes;
}

/** The JSON of a result. Parts that `print` has not seen are small. */
export async function stringifyResult(result: FormattedExecutionResult): Promise<string> {
  const texts = new Map<Part, string | undefined>();
  for (const name of partNames) texts.set(name, (await prints.get(result[name] ?? {}))?.text);
  return frame(result, (name) => texts.get(name) ?? JSON.stringify(result[name]));
}

/** Apollo Server ends its answers with a line break too, which is kinder to terminals. */
function frame(result: FormattedExecutionResult, textOf: (name: Part) => string): string {
  const present = partNames.filter((name) => result[name] !== undefined);
  return `{${present.map((name) => `"${name}":${textOf(name)}`).join()}}\n`;
}

function printOf(part: object | null | undefined, maxBytes: number): Promise<Print | undefined> {
  if (!part) return Promise.resolve({ text: '', bytes: part === null ? 4 : 0 });
  const known = prints.get(part);
  if (known !== undefined) return known;
  const fresh = isSmall(part) ? Promise.resolve(printAtOnce(part, maxBytes)) : printInTurns(part, maxBytes);
  prints.set(part, fresh);
  return fresh;
}

function printAtOnce(part: object, maxBytes: number): Print | undefined {
  const text = JSON.stringify(part);
  const bytes = Buffer.byteLength(text);
  return bytes > maxBytes ? undefined : { text, bytes };
}

/** Large parts are printed one after the other, so only one is half printed at any time. */
let previous: Promise<unknown> = Promise.resolve();

function printInTurns(part: object, maxBytes: number): Promise<Print | undefined> {
  const print = previous.then(() => printLarge(part, maxBytes));
  previous = print.catch(() => undefined);
  return print;
}

const maxTurnMs = 10;

async function printLarge(part: object, maxBytes: number): Promise<Print | undefined> {
  const pieces: string[] = [];
  let bytes = 0;
  let turnEndsAtMs = performance.now() + maxTurnMs;
  for (const piece of piecesOf(part)) {
    bytes += Buffer.byteLength(piece);
    if (bytes > maxBytes) return undefined;
    pieces.push(piece);
    if (performance.now() < turnEndsAtMs) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    turnEndsAtMs = performance.now() + maxTurnMs;
  }
  return { text: pieces.join(''), bytes };
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
