/** Finds schema changes that would break a client, or a supergraph that includes this subgraph. */
import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  buildASTSchema,
  type GraphQLSchema,
  isEnumType,
  isInputType,
  isScalarType,
  isUnionType,
  parse,
} from 'graphql';

/** Changes to federation's directives that break composition or query plans. GraphQL Inspector does not know these directives. */
const federationBreaks: readonly (readonly [type: RegExp, path: RegExp])[] = [
  [/^DIRECTIVE_USAGE_.*_REMOVED$/, /@(key|shareable)\b/],
  [/^DIRECTIVE_USAGE_(?!ARGUMENT).*_ADDED$/, /@(inaccessible|requiresScopes)\b/],
  [/^DIRECTIVE_USAGE_ARGUMENT_REMOVED$/, /@requiresScopes\b/],
];

/**
 * Compares two schemas.
 *
 * Removing an element is not breaking if the released schema deprecates it with a removal date that has passed.
 *
 * @param today ISO date, for example 2027-01-31.
 * @returns one line for each breaking change.
 */
export async function findBreakingChanges(
  releasedSdl: string,
  currentSdl: string,
  today: string,
): Promise<string[]> {
  const released = build(releasedSdl);
  const changes = await diff(released, build(currentSdl));
  return changes
    .filter((change) => isBreaking(change) && !mayGo(released, change.path, today))
    .map(({ path, message }) => `${path}: ${message}`);
}

const build = (sdl: string): GraphQLSchema => buildASTSchema(parse(sdl), { assumeValidSDL: true });

function isBreaking({ type, path = '', criticality: { level } }: Change): boolean {
  if (level === CriticalityLevel.Breaking) return true;
  if (level === CriticalityLevel.NonBreaking) return false;
  return federationBreaks.some(([ofType, ofPath]) => ofType.test(type) && ofPath.test(path));
}

function mayGo(released: GraphQLSchema, path: string | undefined, today: string): boolean {
  const date = /Removal on (\d{4}-\d{2}-\d{2})\./.exec(deprecationOf(released, path) ?? '')?.[1];
  return date !== undefined && date <= today;
}

/** @param path `Type.field`, `Type.field.argument` or `Enum.VALUE`. */
function deprecationOf(schema: GraphQLSchema, path = ''): string | null | undefined {
  const [typeName = '', name = '', argumentName] = path.split('.');
  const type = schema.getType(typeName);
  if (isEnumType(type)) return type.getValue(name)?.deprecationReason;
  if (!type || isScalarType(type) || isUnionType(type)) return undefined;
  if (isInputType(type)) return type.getFields()[name]?.deprecationReason;
  const field = type.getFields()[name];
  const argument = field?.args.find((each) => each.name === argumentName);
  return field?.deprecationReason ?? argument?.deprecationReason;
}
