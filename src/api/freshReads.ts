/** What the payload of a change shows beside the resource itself is read after the change. */
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from './context.ts';

/** Has a request forget with each of its mutations what it has read before. Changes the schema. */
export function forgetAfterChanges(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = async (source, args, context: GatewayContext, info) => {
      try {
        return await resolve(source, args, context, info);
      } finally {
        context.forgetReads();
      }
    };
  }
  return schema;
}
