/** Batch look-ups of a graph's gateway: what is beyond the limit is an error of its own, and the rest is answered. */
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Query } from '../generated/types.ts';
import type { AnsweredBatch, GatewayContext } from './context.ts';

type LookUp = '_entities' | Extract<keyof Query, 'nodes' | `${string}By${'Ids' | 'Keys' | 'Packets'}`>;

/** The fields that look up many resources at once, and the argument that names them. Each answers a list, with an item for each entry. */
const batches: Readonly<Record<LookUp, string>> = {
  _entities: 'representations',
  trafficMirrorSessionsByIds: 'ids',
  trafficMirrorTargetsByIds: 'ids',
  trafficMirrorFiltersByIds: 'ids',
  trafficMirrorFilterRulesByIds: 'ids',
  trafficMirrorSourcesByKeys: 'keys',
  trafficMirrorSessionsByPackets: 'packets',
  nodes: 'ids',
};

/**
 * Makes every look-up answer as many entries as the limits allow, and report an error for each of the others. Tells the engine which
 * argument is a batch, with the extension `batch` of the field. Modifies the schema in place.
 */
export function answerInPart(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, argument] of Object.entries(batches)) {
    const field = schema.getQueryType()?.getFields()[name];
    const resolve = field?.resolve;
    if (field === undefined || resolve === undefined) throw new Error(`there is no look-up ${name}`);
    field.extensions = { ...field.extensions, batch: argument };
    field.resolve = (source, args: Record<string, readonly unknown[]>, context: GatewayContext, info) => {
      const entries = args[argument] ?? [];
      const fitting = entries.slice(0, context.batch.answered);
      const answers = resolve(source, { ...args, [argument]: fitting }, context, info) as unknown[];
      if (fitting.length === entries.length) return answers;
      const error = beyond(argument, context.batch);
      return [...answers, ...entries.slice(fitting.length).map(() => error)];
    };
  }
  return schema;
}

function beyond(argument: string, { answered, limit, max }: AnsweredBatch): GraphQLError {
  return new GraphQLError(
    `Only the first ${answered} of \`${argument}\` are answered: more would exceed the limit ${limit} (${max}). Send the others in another request.`,
    { extensions: { code: 'LIMIT_EXCEEDED', limit, max, answered, argument } },
  );
}
