/** Makes payloads show related resources as they are after the change, not as the request read them before it. */
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from './context.ts';

/** Makes every mutation discard what the request has read so far. Modifies the schema in place. */
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
