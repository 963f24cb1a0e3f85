/** What the engine is told: about its surroundings, and about each request. */
import type { GraphQLFormattedError } from 'graphql';
import type { CallUsage, Ec2Usage } from '../ec2/usage.ts';
import type { Logger } from '../log.ts';
import type { Documents } from './documents.ts';
import type { Printed } from './printing.ts';
import type { Shareable } from './sharing.ts';

/** Who wants to know what became of a request. */
export interface Observed {
  /**
   * Called for every answer.
   *
   * @param operation undefined when the document is not valid or does not have the operation that was asked for.
   * @param code that of the first error at the top level; undefined when there is none.
   * @param answer what is to be sent.
   */
  readonly onAnswer: (
    operation: Requested['kind'] | undefined,
    code: string | undefined,
    answer: Printed,
  ) => void;
  /** Called once for each deprecated element of the schema that an operation uses. */
  readonly onDeprecated: (element: string) => void;
}

/** What the engine needs to know about a request. Resolvers get a context with more. */
export interface EngineContext extends Shareable, Observed {
  readonly requestId: string;
  readonly usage: Ec2Usage;
  /** Whether the answer reports how many EC2 calls it took. */
  readonly wantsCost: boolean;
  /** How many values the answer can have. */
  readonly answerValues: number;
}

/** An operation before it runs. */
interface Requested {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly rootFields: readonly string[];
}

export interface EngineOptions<Context> {
  readonly log: Logger;
  readonly documents: Documents;
  /** How large an answer may be, in bytes of JSON. */
  readonly maxAnswerBytes: number;
  /** How many errors in a document or its variables are reported. */
  readonly maxErrors: number;
  /** Whether errors about misspelt names suggest similar names in the schema. */
  readonly suggestsNames: boolean;
  /** Refuses an operation as a whole, before anything of it runs. @throws GraphQLError. */
  readonly authorize: (requested: Requested, context: Context) => void;
  /** Creates the context of one execution that several requests share. */
  readonly forGroup: (context: Context, usage: CallUsage) => Context;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /** Rewords an error below the payload of a mutation: by then the change has ended, so sending the request again would repeat it. */
  readonly belowPayload: (formatted: GraphQLFormattedError) => GraphQLFormattedError;
  /** True for errors that were not thrown on purpose. They are logged. */
  readonly isUnexpected: (error: unknown) => boolean;
}
