/**
 * Checks the representations that `_entities` receives. If one of them has an unknown type, @apollo/subgraph 2.15.1 discards the whole
 * list, including promises that nobody awaits any more: if one of them rejected, it would end the process.
 */
import { type GraphQLError, type GraphQLSchema, isObjectType, type ObjectTypeDefinitionNode } from 'graphql';
import { badRequest } from './errors.ts';

const argument = 'representations';

/** The fields of each `@key` of a type. */
type Keys = readonly (readonly string[])[];

/** Makes each invalid representation an error of its own that does not affect the others. Modifies the schema in place. */
export function checkRepresentations(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()._entities;
  const resolve = field?.resolve;
  if (field === undefined || resolve === undefined) throw new Error('this schema is not a subgraph');
  const keys = keysByType(schema);
  field.resolve = (source, { representations }: { representations: readonly unknown[] }, context, info) =>
    representations.map(async (representation) => {
      const problem = problemOf(representation, keys);
      if (problem !== undefined) throw problem;
      const [found] = (await resolve(
        source,
        { representations: [representation] },
        context,
        info,
      )) as unknown[];
      return found;
    });
  return schema;
}

function problemOf(representation: unknown, keys: ReadonlyMap<unknown, Keys>): GraphQLError | undefined {
  const given = Object(representation) as Readonly<Record<string, unknown>>;
  const ofType = keys.get(given.__typename);
  if (ofType === undefined)
    return badRequest(`\`__typename\` must be one of ${[...keys.keys()].join(', ')}.`, argument);
  const isText = (name: string) => typeof given[name] === 'string';
  const isAbsent = (name: string) => given[name] === undefined || given[name] === null;
  const hasKey = ofType.some((names) => names.every(isText));
  if (hasKey && ofType.flat().every((name) => isText(name) || isAbsent(name))) return undefined;
  const expected = ofType.map((names) => names.map((name) => `\`${name}\``).join(' and ')).join(', or ');
  return badRequest(
    `A representation of ${given.__typename} must have ${expected}, with string values.`,
    argument,
  );
}

function keysByType(schema: GraphQLSchema): ReadonlyMap<unknown, Keys> {
  const keyed = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .map(({ name, astNode }) => [name, keysOf(astNode)] as const);
  return new Map(keyed.filter(([, keys]) => keys.length > 0));
}

const keysOf = (node: ObjectTypeDefinitionNode | null | undefined): string[][] =>
  (node?.directives ?? [])
    .filter((directive) => directive.name.value === 'key')
    .flatMap((directive) => directive.arguments ?? [])
    .flatMap(({ name, value }) =>
      name.value === 'fields' && value.kind === 'StringValue' ? [value.value.split(/\s+/)] : [],
    );
