/** Changes of the elements of an XML document, most of which leave it well-formed. */
import { wildNames } from './wild.ts';

const entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
export const wildTexts: readonly string[] = [
  ...'-1 0 1e999 NaN 9007199254740993 4294967296 2147483647 1.5 0x10 １ true null tms-0 not-a-type ACCEPT'.split(
    ' ',
  ),
  ...'&lt; &#0; &#xD800; &#1114112; &bogus; & < </item> <item/> <item><a/></item> <![CDATA[x]]> <?x?>'.split(
    ' ',
  ),
  ...['', ' ', '<!-- -->', '\ufeff', '\u202e', '\0', 'x'.repeat(70_000), entities],
  ...wildNames,
];

interface Choice {
  /** Which element; counted round. */
  readonly at: number;
  readonly text: string;
}
interface Found {
  /** The element with its tags. */
  readonly whole: string;
  readonly name: string;
  /** Another element of the document. */
  readonly other: string;
}

/** What becomes of an element. */
const changes = {
  drop: () => '',
  double: ({ whole }) => whole + whole,
  swap: ({ other }) => other,
  empty: ({ name }) => `<${name}/>`,
  text: ({ name }, { text }) => `<${name}>${text}</${name}>`,
  rename: ({ whole, name }, { at }) => whole.replaceAll(name, wildNames[at % wildNames.length] ?? 'x'),
  unwrap: ({ whole, name }) => whole.slice(name.length + 2, -name.length - 3),
  nest: ({ whole, name }) => `<${name}>`.repeat(2_000) + whole + `</${name}>`.repeat(2_000),
  attribute: ({ whole, name }, { text }) => whole.replace(`<${name}>`, `<${name} a="1" ${text}>`),
} satisfies Record<string, (found: Found, choice: Choice) => string>;

export type ElementChange = keyof typeof changes;
export const elementChanges = Object.keys(changes) as ElementChange[];
export const isElementChange = (how: string): how is ElementChange => Object.hasOwn(changes, how);

/** Elements with text only, and all elements, which may be inside each other. */
const leaves = /(?=(<(\w+)>[^<]*<\/\2>))/g;
const all = /(?=(<(\w+)>[\s\S]*?<\/\2>))/g;

export function changeElement(document: string, how: ElementChange, choice: Choice): string {
  const found = [...document.matchAll(how === 'text' || how === 'empty' ? leaves : all)];
  const chosen = found[choice.at % Math.max(1, found.length)];
  if (chosen === undefined) return document;
  const { 1: whole = '', 2: name = '', index } = chosen;
  const other = found[(choice.at * 7 + 1) % found.length]?.[1] ?? '';
  const changed = changes[how]({ whole, name, other }, choice);
  return document.slice(0, index) + changed + document.slice(index + whole.length);
}
