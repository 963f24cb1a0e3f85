/** The text of an answer while it is read: where the reader stands, and the few forms of XML that it understands. */
import type { NormalizedSchema } from '@smithy/core/schema';

/** What the SDK must read. Without a stack: it is thrown for every such answer, and caught at once. */
export const notPlain = Object.assign(new Error('not plain XML'), { stack: '' });

const lessThan = '<'.charCodeAt(0);
const space = ' '.charCodeAt(0);
const tab = '\t'.charCodeAt(0);
const lineFeed = '\n'.charCodeAt(0);
/** All characters that `trim()` takes away are below the first or from the second on. */
const afterSpaces = '!'.charCodeAt(0);
const otherSpaces = '\u0080'.charCodeAt(0);

/** A tag without attributes. Names in `_` are left to the SDK, which treats `__proto__` in its own way. */
const tagHere = /<(\/?)([A-Za-z][\w.:-]*)(\/?)>/y;
/** What nothing reads may be nested so deeply; the SDK's parser overflows its stack somewhere. */
const maxDepth = 100;

/** What the SDK makes of a text. */
export type ReadText = (schema: NormalizedSchema, text: string) => unknown;

export interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  readonly isEmpty: boolean;
}

export class XmlSource {
  readonly text: string;
  /** For what is no text, number or boolean. */
  readonly readText: ReadText;
  /** Where the reader stands. */
  at: number;
  readonly #hasEntities: boolean;

  /** @throws notPlain for carriage returns, which the SDK turns into line feeds. */
  constructor(text: string, at: number, readText: ReadText) {
    if (text.includes('\r')) throw notPlain;
    this.text = text;
    this.at = at;
    this.readText = readText;
    this.#hasEntities = text.includes('&');
  }

  /** Goes past a tag if it is here. */
  takes(tag: string): boolean {
    if (!this.text.startsWith(tag, this.at)) return false;
    this.at += tag.length;
    return true;
  }

  /**
   * Goes past white space between elements.
   *
   * @throws notPlain for other text there. White space without a line feed is that too: the SDK (core 3.981) keeps it in place of the elements.
   */
  skipSpace(): void {
    const { text } = this;
    let { at } = this;
    let code = text.charCodeAt(at);
    if (code === lessThan) return;
    let hasLineFeed = false;
    while (code === space || code === lineFeed || code === tab) {
      hasLineFeed ||= code === lineFeed;
      code = text.charCodeAt(++at);
    }
    if (!hasLineFeed || code !== lessThan) throw notPlain;
    this.at = at;
  }

  /** Reads text up to a closing tag, and goes past that. @throws notPlain when there is anything but text. */
  textBefore(close: string): string {
    const end = this.text.indexOf('<', this.at);
    if (end < 0 || !this.text.startsWith(close, end)) throw notPlain;
    const raw = this.text.slice(this.at, end);
    this.at = end + close.length;
    const first = raw.charCodeAt(0);
    if (!this.#hasEntities && first >= afterSpaces && first < otherSpaces) return raw;
    const text = this.#hasEntities ? decode(raw) : raw;
    // As the SDK does it.
    return text.includes('\n') && text.trim() === '' ? '' : text;
  }

  /** Goes past a tag of any name. @throws notPlain when there is none, or it has attributes. */
  tag(): Tag {
    tagHere.lastIndex = this.at;
    const [all = '', slash, name = '', end] = tagHere.exec(this.text) ?? [];
    const [isEnd, isEmpty] = [slash === '/', end === '/'];
    if (name === '' || (isEnd && isEmpty)) throw notPlain;
    this.at += all.length;
    return { name, isEnd, isEmpty };
  }

  /** Goes past an element whose first tag was just read. @throws notPlain when its tags do not match. */
  skipElement(first: Tag): void {
    const open: string[] = [];
    for (let tag = first; ; tag = this.tag()) {
      if (tag.isEnd && open.pop() !== tag.name) throw notPlain;
      if (!tag.isEnd && !tag.isEmpty) open.push(tag.name);
      if (open.length === 0) return;
      this.at = this.text.indexOf('<', this.at);
      if (this.at < 0 || open.length > maxDepth) throw notPlain;
    }
  }
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @throws notPlain for references to other characters than those of XML and of Unicode's first plane. */
function decode(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(
    /&(?:(amp|lt|gt|quot|apos);|#(\d{1,4});|#x([\dA-Fa-f]{1,4});)?/g,
    (all, name, decimal, hex) => {
      if (all === '&') throw notPlain;
      if (name !== undefined) return characters[name] ?? '';
      return String.fromCharCode(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
    },
  );
}
