/** What is deprecated in types of the schema, and in values of those types. */
import {
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** A field, argument, input field or enum value. */
export interface Element {
  readonly deprecationReason?: string | null | undefined;
}

export const isDeprecated = ({ deprecationReason }: Element) => typeof deprecationReason === 'string';

/** Whether something of a type itself is deprecated. */
export function hasDeprecated(type: GraphQLNamedType): boolean {
  if (isEnumType(type)) return type.getValues().some(isDeprecated);
  if (isInputObjectType(type)) return Object.values(type.getFields()).some(isDeprecated);
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  return Object.values(type.getFields()).some((field) => [field, ...field.args].some(isDeprecated));
}

/** Whether values of a type may use something deprecated, at any depth. */
export function mayHaveDeprecated(type: GraphQLNamedType, seen = new Set<GraphQLNamedType>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  if (hasDeprecated(type)) return true;
  const fields = isInputObjectType(type) ? Object.values(type.getFields()) : [];
  return fields.some((field) => mayHaveDeprecated(getNamedType(field.type), seen));
}

/** Adds what the value of a variable uses. The value need not be valid: then its errors are reported elsewhere. */
export function addFromValue(uses: Set<string>, type: GraphQLInputType, value: unknown): void {
  if (isNonNullType(type)) {
    addFromValue(uses, type.ofType, value);
  } else if (isListType(type)) {
    for (const item of Array.isArray(value) ? value : [value]) addFromValue(uses, type.ofType, item);
  } else if (isEnumType(type)) {
    const known = typeof value === 'string' ? type.getValue(value) : undefined;
    if (known && isDeprecated(known)) uses.add(`${type}.${known.name}`);
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      if (!Object.hasOwn(Object(value), field.name)) continue;
      if (isDeprecated(field)) uses.add(`${type}.${field.name}`);
      addFromValue(uses, field.type, (value as Record<string, unknown>)[field.name]);
    }
  }
}
