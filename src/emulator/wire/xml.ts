/** Response format: turns values into XML documents as EC2 and services of the AWS Query protocol write them. */
import type { Ec2Error } from '../errors.ts';

/**
 * The content of an XML element. undefined omits the element, an array is a set of `<item>`, or of `<member>` in the
 * Query protocol, an empty array is `<name/>`. Elements are in the order of the keys; what has the name '' is not an element of
 * its own, but more elements.
 */
export type Wire = string | number | boolean | undefined | readonly Wire[] | WireObject;
export interface WireObject {
  readonly [element: string]: Wire;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // An unescaped carriage return would reach the client as a line feed (XML 1.0 §2.11).
  '\r': '&#xD;',
};

/** Whether a text needs no escapes. Most are short, and for those this takes half of the time of a regular expression. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // & < > " and the carriage return.
    if (code === 38 || code === 60 || code === 62 || code === 34 || code === 13) return false;
  }
  return true;
}

function escapeText(text: string): string {
  return text.length > 64 || !isPlain(text)
    ? text.replace(/[&<>"\r]/g, (char) => entities[char] ?? char)
    : text;
}

/** The name of the elements of a set. */
type Item = 'item' | 'member';

/** An element with its content, or an empty text if it is absent. */
function toXml(name: string, value: Wire, item: Item): string {
  if (value === undefined) return '';
  // First what most elements are: this is most of the time that an answer takes.
  if (typeof value === 'string') return `<${name}>${escapeText(value)}</${name}>`;
  if (typeof value !== 'object') return `<${name}>${value}</${name}>`;
  const content = toContent(value, item);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

/** What is inside an element that is not a text. */
function toContent(value: readonly Wire[] | WireObject, item: Item): string {
  let content = '';
  if (isSet(value)) for (const one of value) content += toXml(item, one, item);
  else {
    const known = item === 'item' ? written.get(value) : undefined;
    if (known !== undefined) return known;
    for (const name in value)
      content += name === '' ? more(value[name], item) : toXml(name, value[name], item);
  }
  return content;
}

const more = (value: Wire, item: Item): string => (typeof value === 'object' ? toContent(value, item) : '');

/** The content of objects that never change, in EC2's own format. */
const written = new WeakMap<object, string>();

/** Writes an object once, for all answers that it is in. It must not change any more. */
export function constant(value: WireObject): WireObject {
  written.set(value, toContent(value, 'item'));
  return value;
}

/** Whether the content is a set of items. Unlike this, Array.isArray does not narrow a union to its readonly arrays. */
export const isSet = (value: Wire): value is readonly Wire[] => Array.isArray(value);

/**
 * EC2's success document: requestId comes first, and the namespace has a trailing slash, as in real responses
 * (CloudTrail recordings).
 */
export function ec2Document(action: string, requestId: string, result: WireObject): string {
  return `${declaration}<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${toContent({ requestId, ...result }, 'item')}</${action}Response>`;
}

/** EC2's error document: it has RequestID with a capital D, and no Type. */
export function ec2ErrorDocument(requestId: string, { code, message }: Ec2Error): string {
  return `${declaration}${toXml('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId }, 'item')}`;
}

/** The documents of a service of the AWS Query protocol, such as STS, with the service's namespace. */
export const queryDocuments = (namespace: string) => ({
  document: (action: string, requestId: string, result: WireObject): string =>
    `${declaration}<${action}Response xmlns="${namespace}">${toXml(`${action}Result`, result, 'member')}${toXml('ResponseMetadata', { RequestId: requestId }, 'member')}</${action}Response>`,
  errorDocument: (requestId: string, { code, message, status }: Ec2Error): string => {
    const type = status < 500 ? 'Sender' : 'Receiver';
    return `${declaration}<ErrorResponse xmlns="${namespace}">${toXml('Error', { Type: type, Code: code, Message: message }, 'member')}${toXml('RequestId', requestId, 'member')}</ErrorResponse>`;
  },
});
