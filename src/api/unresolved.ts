/** Finds, at compile time, fields of the schema that nothing answers. */
import type { Resolvers, ResolversParentTypes } from '../generated/resolvers.ts';

type Types = keyof Resolvers & keyof ResolversParentTypes;

type ResultOf<Resolver> = Resolver extends (...args: never) => infer Result ? Result : never;

/** The properties of a type's objects that have the type of the field with their name. The root types have no objects. */
type PropertyOf<
  Type extends Types,
  Parent = ResolversParentTypes[Type],
  Fields = Required<NonNullable<Resolvers[Type]>>,
> = Type extends 'Query' | 'Mutation'
  ? never
  : {
      [Name in keyof Parent & keyof Fields]-?: Parent[Name] extends ResultOf<Fields[Name]> ? Name : never;
    }[keyof Parent & keyof Fields];

/**
 * `Type.field` for each field that has neither a resolver nor a property with its name and type. The generated types
 * allow that, because every resolver is optional in them; GraphQL would answer null or an error.
 */
export type Unresolved<Modules> = {
  [Type in Types]-?: `${Type}.${Exclude<
    keyof NonNullable<Resolvers[Type]> & string,
    PropertyOf<Type> | (Type extends keyof Modules ? keyof Modules[Type] : never) | `__${string}`
  >}`;
}[Types];
