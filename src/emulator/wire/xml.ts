/** Response format: turns values into XML documents as EC2 and services of the AWS Query protocol write them. */
import type { Ec2Error } from '../errors.ts';

/**
 * The content of an XML element. undefined omits the element, an array is a set of `<item>`, or of `<member>` in the
 * Query protocol, an empty array is `<name/>`. Elements are in the order of the keys.
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

function escapeText(text: string): string {
  return /[&<>"\r]/.test(text) ? text.replace(/[&<>"\r]/g, (char) => entities[char] ?? char) : text;
}

/** The name of the elements of a set. */
type Item = 'item' | 'member';

/** An element with its content, or an empty text if it is absent. */
function toXml(name: string, value: Wire, item: Item): string {
  const content = toContent(value, item);
  if (content === undefined) return '';
  if (content === '' && typeof value !== 'string') return `<${name}/>`;
  return `<${name}>${content}</${name}>`;
}

function toContent(value: Wire, item: Item): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value !== 'object') return String(value);
  let content = '';
  if (isSet(value)) for (const one of value) content += toXml(item, one, item);
  else for (const name in value) content += toXml(name, value[name], item);
  return content;
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
