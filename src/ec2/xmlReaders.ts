/** Readers of plain XML, built from the output schemas of the SDK. They read what the SDK's deserializer reads, without a tree of all elements. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { notPlain, type ReadText, XmlSource } from './xmlSource.ts';

/** Reads an element whose tag was just passed, up to and with its closing tag. `empty` is what the SDK makes of one without content. */
interface Reader {
  read(source: XmlSource): unknown;
  empty(source: XmlSource): unknown;
}

/** An element, with the tags that it begins and ends with. */
interface Element extends Reader {
  readonly open: string;
  readonly selfClosed: string;
}

interface Member extends Element {
  /** Its name in the SDK's output. */
  readonly key: string;
  /** The member that came after it the last time. EC2 keeps to one order. */
  next: Member | undefined;
}

/** @param name of the element in XML. */
function elementOf(name: string, schema: NormalizedSchema): Element {
  const close = `</${name}>`;
  return { open: `<${name}>`, selfClosed: `<${name}/>`, ...readerOf(schema, close) };
}

function readerOf(schema: NormalizedSchema, close: string): Reader {
  if (schema.isListSchema()) return listReader(schema, close);
  if (schema.isMapSchema() || schema.isUnionSchema()) return unread;
  // As the whole output, it has no members.
  if (schema.isUnitSchema() && schema.isMemberSchema()) return unread;
  if (schema.isStructSchema() || schema.isUnitSchema()) return structReader(() => membersOf(schema), close);
  const fromText = textReader(schema);
  return {
    read: (source) => fromText(source.textBefore(close), source),
    empty: (source) => fromText('', source),
  };
}

/** Left to the SDK. */
function refuse(): never {
  throw notPlain;
}
const unread: Reader = { read: refuse, empty: refuse };

/** The SDK does the same for these three, on a longer way. */
function textReader(schema: NormalizedSchema): (text: string, source: XmlSource) => unknown {
  if (schema.isStringSchema() && schema.getMergedTraits().mediaType === undefined) return (text) => text;
  if (schema.isNumericSchema()) return (text) => Number(text);
  if (schema.isBooleanSchema()) return (text) => text.toLowerCase() === 'true';
  return (text, source) => source.readText(schema, text);
}

function listReader(schema: NormalizedSchema, close: string): Reader {
  if (schema.getMergedTraits().xmlFlattened) return unread;
  const value = schema.getValueSchema();
  const item = elementOf(value.getMergedTraits().xmlName ?? 'member', value);
  return {
    read(source) {
      const items: unknown[] = [];
      for (;;) {
        source.skipSpace();
        if (source.takes(item.open)) items.push(item.read(source));
        else if (source.takes(close)) return items;
        else if (source.takes(item.selfClosed)) items.push(item.empty(source));
        else source.skipElement(source.tag());
      }
    },
    empty: () => [],
  };
}

function membersOf(schema: NormalizedSchema): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const [key, member] of schema.structIterator()) {
    const name = member.getMemberTraits().xmlName ?? key;
    if (member.getMergedTraits().httpPayload || members.has(name) || name in {}) throw notPlain;
    members.set(name, { key, next: undefined, ...elementOf(name, member) });
  }
  return members;
}

/** @param build makes the members when the first one is read: a schema may contain itself. */
function structReader(build: () => Map<string, Member>, close: string): Reader {
  let members: Map<string, Member> | undefined;
  let first: Member | undefined;
  return {
    read(source) {
      members ??= build();
      const output: Record<string, unknown> = {};
      let previous: Member | undefined;
      for (;;) {
        source.skipSpace();
        let member = previous === undefined ? first : previous.next;
        let value: unknown;
        if (member !== undefined && source.takes(member.open)) value = member.read(source);
        else if (source.takes(close)) return output;
        else if (member !== undefined && source.takes(member.selfClosed)) value = member.empty(source);
        else {
          const tag = source.tag();
          member = members.get(tag.name);
          if (member === undefined || tag.isEnd) {
            source.skipElement(tag);
            continue;
          }
          value = tag.isEmpty ? member.empty(source) : member.read(source);
          if (previous === undefined) first = member;
          else previous.next = member;
        }
        if (output[member.key] !== undefined) throw notPlain;
        output[member.key] = value;
        previous = member;
      }
    },
    empty: () => ({}),
  };
}

/** Reads a document. @throws notPlain, or what `readText` throws. */
export type ReadDocument = (text: string, readText: ReadText) => object;

/** XML's declaration, and the root with at most its namespace: the SDK would take another attribute for an element. */
const head = /^(?:<\?xml[^?]*\?>)?[ \t\n]*<([A-Za-z]\w*)(?: xmlns="[^"&]*")?>/;

/** @param wrapper the element between the root and the output, in AWS's Query protocol. */
export function createReader(root: string, output: NormalizedSchema, wrapper?: string): ReadDocument {
  const close = `</${root}>`;
  const { read } = wrapper === undefined ? readerOf(output, close) : wrapped(wrapper, output, close);
  return (text, readText) => {
    const [all = '', name] = head.exec(text) ?? [];
    if (name !== root) throw notPlain;
    return read(new XmlSource(text, all.length, readText)) as object;
  };
}

function wrapped(name: string, output: NormalizedSchema, close: string): Pick<Reader, 'read'> {
  const build = () => new Map([[name, { key: name, next: undefined, ...elementOf(name, output) }]]);
  const { read } = structReader(build, close);
  return { read: (source) => (read(source) as Record<string, unknown>)[name] ?? {} };
}
