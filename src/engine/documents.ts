/** Parses each document once: measuring, validation and compilation share the result. */
import { createHash } from 'node:crypto';
import type { DocumentStore } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Limits } from '../config/limits.ts';

export interface Documents {
  /**
   * Parses a document, or returns the cached result.
   *
   * @throws GraphQLError when it is not GraphQL or has too many tokens; RangeError when it is nested too deeply to parse.
   */
  parse(source: string): DocumentNode;
  /** Why a document cannot run; undefined if it can. Nothing is kept of it. */
  problemOf(source: string): string | undefined;
  /** The text of a document that is kept. @param hash its SHA-256 in hex. */
  textOf(hash: string): string | undefined;
  /** Counts what else is kept for a document towards the memory that it takes. */
  grow(hash: string, bytes: number): void;
  /** Gives Apollo Server the parsed documents that are valid. It parses and validates all others itself, to report their errors. */
  readonly valid: DocumentStore;
}

interface Entry {
  readonly document: DocumentNode;
  /** Undefined until the document is validated. */
  isValid?: boolean;
  /** What it takes in memory. */
  readonly bytes: number;
}

/** Measured: 180 to 490 bytes for each token, as most have a node and a place in the text of their own, and 2 KB for a document of three. */
const bytesPerToken = 512;
const bytesPerDocument = 2_048;

/** @param limits `cacheBytes` is what all cached documents take together, with what is kept for them. */
export function createDocuments(
  schema: GraphQLSchema,
  { tokens: maxTokens, cacheBytes }: Pick<Limits, 'tokens' | 'cacheBytes'>,
): Documents {
  const known = new LRUCache<string, Entry>({ maxSize: cacheBytes });

  function isValid(entry: Entry): boolean {
    entry.isValid ??= validate(schema, entry.document, specifiedRules, { maxErrors: 1 }).length === 0;
    return entry.isValid;
  }

  function keep(hash: string, entry: Pick<Entry, 'document' | 'isValid'>): void {
    const { length } = textOf(entry.document);
    // One character that is not in Latin-1 makes all others take two bytes as well.
    const bytes = bytesPerDocument + bytesPerToken * (entry.document.tokenCount ?? length) + 2 * length;
    known.set(hash, { ...entry, bytes }, { size: bytes });
  }

  return {
    parse(source) {
      const hash = hashOf(source);
      const entry = known.get(hash);
      if (entry !== undefined) return entry.document;
      const document = parse(source, { maxTokens });
      keep(hash, { document });
      return document;
    },
    problemOf(source) {
      try {
        const document = parse(source, { maxTokens });
        return validate(schema, document, specifiedRules, { maxErrors: 1 })[0]?.message;
      } catch (error) {
        return (error as Error).message;
      }
    },
    textOf(hash) {
      const entry = known.get(hash);
      return entry && textOf(entry.document);
    },
    grow(hash, bytes) {
      const entry = known.get(hash);
      if (entry === undefined) return;
      const size = entry.bytes + bytes;
      // A new object, because the cache keeps the size of one that it has.
      known.set(hash, { ...entry, bytes: size }, { size });
    },
    valid: {
      get: async (key) => {
        const entry = known.get(key.slice(-hashLength));
        return entry !== undefined && isValid(entry) ? entry.document : undefined;
      },
      // A document may be forgotten while its measure is remembered (`engine/limits.ts`), and would not be parsed here again.
      set: async (key, document) => keep(key.slice(-hashLength), { document, isValid: true }),
      delete: async () => {},
    },
  };
}

const textOf = ({ loc }: DocumentNode) => loc?.source.body ?? '';

/** The key that Apollo Server uses for a document, without the prefix that it adds. */
const hashOf = (source: string) => createHash('sha256').update(source).digest('hex');
const hashLength = 64;

/** The names of an operation's root fields, through fragments. `@skip` and `@include` are ignored. */
export function rootFieldsOf(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const names = new Set<string>();
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        for (const definition of document.definitions)
          if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value)
            collect(definition.selectionSet);
      }
    }
  };
  collect(operation.selectionSet);
  return [...names];
}
