/** Looks elements of a schema up by their paths, `Type.field`, `Type.field.argument`, `Input.field` or `Enum.VALUE`. */
import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** @returns why the element, or the field that an argument belongs to, is deprecated. */
export function deprecationOf(schema: GraphQLSchema, path: string): string | null | undefined {
  const [typeName = '', name = '', argumentName] = path.split('.');
  const type = schema.getType(typeName);
  if (isEnumType(type)) return type.getValue(name)?.deprecationReason;
  if (isInputObjectType(type)) return type.getFields()[name]?.deprecationReason;
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const field = type.getFields()[name];
  return (
    field?.deprecationReason ?? field?.args.find((each) => each.name === argumentName)?.deprecationReason
  );
}

/** @returns whether the argument or field of an input must be sent. */
export function isRequired(schema: GraphQLSchema, path: string): boolean {
  const [typeName = '', name = '', argumentName] = path.split('.');
  const type = schema.getType(typeName);
  if (isInputObjectType(type)) {
    const field = type.getFields()[name];
    return field !== undefined && isRequiredInputField(field);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const argument = type.getFields()[name]?.args.find((each) => each.name === argumentName);
  return argument !== undefined && isRequiredArgument(argument);
}
