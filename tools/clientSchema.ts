/** The schema as clients see it: without federation, and with the fields that are not part of the subgraph. */
import { type GraphQLSchema, isSpecifiedDirective, parse, print, printSchema, visit } from 'graphql';

/** Prints the schema that introspection shows, without what only gateways use. Applied directives other than `@deprecated` are lost. */
export function printClientSchema(schema: GraphQLSchema): string {
  const forGateways = /^_|^(federation|link)__|^FieldSet$/;
  const without = visit(parse(printSchema(schema)), {
    DirectiveDefinition: ({ name }) =>
      isSpecifiedDirective(Object(schema.getDirective(name.value))) ? undefined : null,
    enter: (node) => ('name' in node && forGateways.test(node.name?.value ?? '') ? null : undefined),
  });
  return `${print(without)}\n`;
}
