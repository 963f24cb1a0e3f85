/** What normalised caches must know of the schema: what identifies the objects of each type, and the types of each interface and union. */
import { buildASTSchema, type GraphQLObjectType, isAbstractType, isObjectType, parse } from 'graphql';

/**
 * The client's module of these facts.
 *
 * @param sdl the files of the schema.
 */
export function cacheFacts(sdl: readonly string[]): string {
  const schema = buildASTSchema(parse(sdl.join('\n')), { assumeValidSDL: true });
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const objects = types.filter(isObjectType).filter((type) => !roots.includes(type));
  const keyFields = Object.fromEntries(objects.map((type) => [type.name, keyOf(type)]));
  const possibleTypes = Object.fromEntries(
    types
      .filter(isAbstractType)
      .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  );
  return `/** The fields that identify the objects of each type. Those without any are part of the object that contains them. */
export const keyFields = ${JSON.stringify(keyFields)} satisfies Record<string, readonly string[]>;
/** The types of each interface and union. */
export const possibleTypes = ${JSON.stringify(possibleTypes)};
`;
}

/** The global ID; without one, the first federation key. */
function keyOf(type: GraphQLObjectType): readonly string[] {
  if (type.getFields().id?.type.toString() === 'ID!') return ['id'];
  const key = type.astNode?.directives
    ?.find(({ name }) => name.value === 'key')
    ?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  return key?.kind === 'StringValue' ? key.value.split(' ') : [];
}
