/** Reads YAML files by a schema. JSON is YAML, too. */
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type * as z from 'zod';
import type { Problems } from './json.ts';

/** Says where in the text something is, for a line of its own. */
export type Located = (path: readonly PropertyKey[], message: string) => string;

/**
 * Reads the text with YAML's failsafe schema: every value is a text, a list or a map, and the schema alone decides what is a number. So
 * `no` and `012345678901` stay what they look like.
 *
 * @returns what the text says, and how to say where in it something is; or every problem, with path and line.
 */
export function parseYaml<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
):
  | {
      readonly data: z.output<Schema>;
      readonly locate: Located;
      /** The keys of a map, in the order of the text. */
      readonly keysAt: (path: readonly PropertyKey[]) => string[];
    }
  | Problems {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter, prettyErrors: false });
  const lineOf = (offset: number | undefined) => lineCounter.linePos(offset ?? 0).line;
  const problems = [...document.errors, ...document.warnings].map(
    ({ code, pos: [offset], message }) =>
      `line ${lineOf(offset)}: ${code === 'MULTIPLE_DOCS' ? 'has a second document; write one' : `is not YAML: ${message}`}`,
  );
  visit(document, {
    Node(_, { anchor, tag, range }) {
      if (anchor !== undefined || tag !== undefined)
        problems.push(`line ${lineOf(range?.[0])}: has an anchor or a tag; write the value itself`);
    },
    Alias(_, { source, range }) {
      problems.push(`line ${lineOf(range?.[0])}: refers to *${source}; write the value itself`);
    },
    Pair(_, { key }) {
      if (!isScalar(key)) problems.push('has a key that is no text; write a text');
    },
  });
  if (document.contents === null) problems.push('is empty');
  if (problems.length > 0) return { problems: [...new Set(problems)] };
  const locate: Located = (path, message) => {
    // What is missing is where it is missing from.
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
      const name = path.join('.') || 'the file';
      if (node?.range) return `line ${lineOf(node.range[0])}: ${name}: ${message}`;
    }
    return `${path.join('.') || 'the file'}: ${message}`;
  };
  const keysAt = (path: readonly PropertyKey[]): string[] => {
    const node = document.getIn(path);
    return isMap(node) ? node.items.map(({ key }) => String(key)) : [];
  };
  const { success, data, error } = schema.safeParse(document.toJS());
  if (success) return { data, locate, keysAt };
  return { problems: error.issues.map(({ path, message }) => locate(path, toWords(message))) };
}

/** What is not there is of no type. */
const toWords = (message: string): string =>
  message.endsWith('received undefined') ? 'is missing' : message;
