/** Request format: turns a query string or form body into a tree of parameters. */
import { decisions } from '../decisions.ts';
import { duplicateParameter, Ec2Error, malformedQuery } from '../errors.ts';

/**
 * `Filter.1.Name=x` is `{children: {Filter: {children: {1: {children: {Name: {value: 'x'}}}}}}}`. These are Maps, so
 * that `__proto__` is a key like any other.
 */
export interface ParameterNode {
  value?: string;
  children?: Map<string, ParameterNode>;
}

/**
 * Most segments of a parameter name. The deepest one of a request here is that of a listener,
 * `DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn`.
 */
const maxSegments = 8;

// Characters that an XML 1.0 document cannot contain, so that no response could return them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to reject
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses parameters in any order, decoding `+`, `%20` and percent-encoded UTF-8. Throws MalformedQueryString,
 * InvalidCharacter, or the code for a duplicate parameter.
 */
export function parseQuery(raw: Uint8Array | string): Map<string, string> {
  const parameters = new Map<string, string>();
  const text = typeof raw === 'string' ? raw : decodeUtf8(raw);
  if (text === '') return parameters;
  const pairs = text.split('&', decisions.maxParameters + 1);
  if (pairs.length > decisions.maxParameters) {
    throw malformedQuery('The query string contains too many parameters');
  }
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = decodeText(equals < 0 ? pair : pair.slice(0, equals));
    if (name === '') throw malformedQuery('The query string contains a parameter without a name');
    if (parameters.has(name)) throw duplicateParameter(name);
    parameters.set(name, equals < 0 ? '' : decodeText(pair.slice(equals + 1)));
  }
  return parameters;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw malformedQuery('The query string is not valid UTF-8');
  }
}

function decodeText(encoded: string): string {
  let text = encoded;
  if (encoded.includes('%') || encoded.includes('+')) {
    try {
      text = decodeURIComponent(encoded.replaceAll('+', ' '));
    } catch {
      throw malformedQuery('The query string contains an invalid percent-encoding');
    }
  }
  if (notXml.test(text)) throw new Ec2Error('InvalidCharacter', 'A specified character is invalid.');
  return text;
}

/** Arranges dotted names as a tree. Throws MalformedQueryString for a name that is nested too deeply. */
export function toTree(parameters: ReadonlyMap<string, string>): ParameterNode {
  const root: ParameterNode = {};
  for (const [name, value] of parameters) {
    const segments = name.split('.', maxSegments + 1);
    if (segments.length > maxSegments) throw malformedQuery('A parameter name is nested too deeply');
    let node = root;
    for (const segment of segments) {
      node.children ??= new Map();
      let child = node.children.get(segment);
      if (!child) {
        child = {};
        node.children.set(segment, child);
      }
      node = child;
    }
    node.value = value;
  }
  return root;
}
