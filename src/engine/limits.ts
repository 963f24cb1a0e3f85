/** Checks the limits of a document before it is validated, so a document over a limit costs no more than parsing it. */
import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationTypeNode,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Limits } from '../config/limits.ts';
import { flat } from '../ec2/flat.ts';
import { HttpRefusal } from '../refusal.ts';
import { type BatchLimit, fitBatch, wholeBatch } from './batches.ts';
import type { Documents } from './documents.ts';
import { measureOperation } from './measure.ts';
import type { VariableSizes } from './sizes.ts';
import { measureVariables } from './variables.ts';

/** The limits of a document, and what the client should do instead. `#` stands for the limit's value. */
const advice = {
  tokens: 'Send a document of at most # tokens: pass long values as variables, or split the request.',
  nameLength: 'Use names of at most # characters.',
  operations: 'Send at most # operations in a document.',
  fragments: 'Send at most # fragments in a document.',
  nodeDirectives: 'Put at most # directives on one element.',
  directives: 'Use at most # directives in a document.',
  rootFields: 'Ask for at most # fields at the top of an operation.',
  mutations: 'Make at most # mutations in a request.',
  depth:
    'Nest fields, and values in variables, at most # levels deep, and do not let a fragment spread itself.',
  fields: 'Ask for at most # fields in an operation. The fields of a fragment count each time it is spread.',
  aliases: 'Use at most # aliases in an operation. The aliases of a fragment count each time it is spread.',
  listInputs: 'Send lists of at most # values.',
  batchInputs: 'Look up at most # entries in a request, in all of its batches together.',
  pageSize: 'Ask for pages of 1 to # items, and for the next page with `after`.',
  predictedNodes:
    'Ask for at most # objects and aliased values. Page sizes and list lengths of nested levels are multiplied: use smaller pages or fewer aliases.',
} satisfies Partial<Record<keyof Limits, string>>;

type DocumentLimit = keyof typeof advice;

/** The parameters of a request, unchecked. */
export interface GraphqlParams {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
}

/** What is known about a request within the limits. */
export interface Accepted {
  /** None if the document cannot be parsed. */
  readonly operations: readonly { readonly kind: OperationTypeNode; readonly name: string | undefined }[];
  readonly isMutation: boolean;
  /** Whether it reads whole accounts, for which `estateMs` is the limit. */
  readonly readsEstate: boolean;
  /** How many values the answer can have. */
  readonly answerValues: number;
  /** How many entries of its batches are answered. */
  readonly batch: BatchLimit;
}

/** How many accepted combinations of a document and sizes of variables are remembered: each takes a kilobyte or two. */
const maxRemembered = 2_000;

/**
 * Creates the check of a request's document and variables.
 *
 * A document with syntax errors or unknown names passes: Apollo Server reports those errors, and a document within the limits is cheap to
 * refuse.
 *
 * @returns a function that throws HttpRefusal `LIMIT_EXCEEDED`.
 */
export function createLimits(
  schema: GraphQLSchema,
  limits: Limits,
  documents: Documents,
): (params: GraphqlParams) => Accepted {
  const remembered = new LRUCache<string, Accepted>({ max: maxRemembered });
  /** Of what cannot be parsed; Apollo Server refuses it. */
  const unknown: Accepted = {
    operations: [],
    isMutation: false,
    readsEstate: false,
    answerValues: 0,
    batch: wholeBatch(limits),
  };

  /** @throws HttpRefusal when `count` is over the limit. */
  function hold(limit: DocumentLimit, count: number): void {
    const max = limits[limit];
    if (count <= max) return;
    throw new HttpRefusal('LIMIT_EXCEEDED', advice[limit].replace('#', String(max)), {}, { limit, max });
  }

  function read(query: string): DocumentNode | undefined {
    try {
      return documents.parse(query);
    } catch (error) {
      // The parser is recursive: a document that is nested deeply enough overflows the stack.
      if (!(error instanceof GraphQLError)) hold('depth', Number.POSITIVE_INFINITY);
      else if (error.message.endsWith('Parsing aborted.')) hold('tokens', Number.POSITIVE_INFINITY);
      return undefined;
    }
  }

  function checkNodes(document: DocumentNode): void {
    let directives = 0;
    visit(document, {
      enter(node) {
        if (node.kind === Kind.NAME) hold('nameLength', node.value.length);
        if (node.kind === Kind.LIST) hold('listInputs', node.values.length);
        if (!('directives' in node) || node.directives === undefined) return;
        directives += node.directives.length;
        hold('nodeDirectives', node.directives.length);
        hold('directives', directives);
      },
    });
  }

  function check(document: DocumentNode, sizes: VariableSizes): Accepted {
    const operations = document.definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    hold('operations', operations.length);
    hold('fragments', document.definitions.length - operations.length);
    checkNodes(document);
    let answerValues = 0;
    let readsEstate = false;
    let batch = wholeBatch(limits);
    for (const operation of operations) {
      const answering = (entries: number) => measureOperation(schema, document, operation, sizes, entries);
      let measure = answering(limits.batch);
      if (operation.operation === 'mutation') hold('mutations', measure.rootFields);
      hold('rootFields', measure.rootFields);
      hold('depth', measure.depth);
      hold('fields', measure.fields);
      hold('aliases', measure.aliases);
      hold('pageSize', measure.pageSize);
      hold('listInputs', measure.list);
      hold('batchInputs', measure.batch);
      if (measure.nodes > limits.predictedNodes) {
        const fitting = fitBatch(answering, limits);
        measure = answering(fitting.answered);
        if (fitting.answered < batch.answered) batch = fitting;
      }
      hold('predictedNodes', measure.nodes);
      answerValues = Math.max(answerValues, measure.values);
      readsEstate ||= measure.readsEstate;
    }
    return {
      // A name is a slice of the document, and would keep all of it while the measure is remembered.
      operations: operations.map(({ operation, name }) => ({
        kind: operation,
        name: name && flat(name.value),
      })),
      isMutation: operations.some(({ operation }) => operation === 'mutation'),
      readsEstate,
      answerValues,
      batch,
    };
  }

  return ({ query, variables }) => {
    if (typeof query !== 'string') return unknown;
    const sizes = measureVariables(
      typeof variables === 'object' && variables !== null ? variables : {},
      hold,
    );
    const key = createHash('sha256')
      .update(`${JSON.stringify(sizes)}${query}`)
      .digest('base64');
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const document = read(query);
    const accepted = document ? check(document, sizes) : unknown;
    remembered.set(key, accepted);
    return accepted;
  };
}
