/** Serializes results. Data that several requests share is serialized once. */
import type { FormattedExecutionResult } from 'graphql';

const known = new WeakMap<object, string>();

/** The JSON of a result. */
export function stringifyResult({ errors, data, extensions }: FormattedExecutionResult): string {
  const parts = [];
  if (errors !== undefined) parts.push(`"errors":${JSON.stringify(errors)}`);
  if (data !== undefined) parts.push(`"data":${data === null ? 'null' : dataToJson(data)}`);
  if (extensions !== undefined) parts.push(`"extensions":${JSON.stringify(extensions)}`);
  return `{${parts.join()}}\n`;
}

function dataToJson(data: object): string {
  let text = known.get(data);
  if (text === undefined) {
    text = JSON.stringify(data);
    known.set(data, text);
  }
  return text;
}
