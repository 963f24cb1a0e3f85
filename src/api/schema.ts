/** The executable schema: a Federation 2 subgraph, one module per entity. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import type { Resolvers, ResolversParentTypes } from '../generated/resolvers.ts';
import { sdl } from '../generated/sdl.ts';
import type { Query } from '../generated/types.ts';
import { checkRepresentations } from './entities.ts';
import { ec2Enums } from './enums.ts';
import { forgetAfterChanges } from './freshReads.ts';
import { errors } from './resolvers/errors.ts';
import { filterRules } from './resolvers/filterRules.ts';
import { filters } from './resolvers/filters.ts';
import { networkInterfaces } from './resolvers/networkInterfaces.ts';
import { root } from './resolvers/root.ts';
import { sessions } from './resolvers/sessions.ts';
import { tags } from './resolvers/tags.ts';
import { targets } from './resolvers/targets.ts';

type Modules = typeof root &
  typeof errors &
  typeof sessions &
  typeof targets &
  typeof filters &
  typeof filterRules &
  typeof networkInterfaces &
  typeof tags;

type Types = keyof Resolvers & keyof ResolversParentTypes;

/** The root types get no object, so each of their fields needs a resolver. */
type PropertyOf<Type extends Types> = Type extends 'Query' | 'Mutation'
  ? never
  : keyof ResolversParentTypes[Type];

/** `Type.field` for each field that is neither a property of the object that its resolver gets, nor resolved. */
type Unresolved = {
  [Type in Types]-?: `${Type}.${Exclude<
    keyof NonNullable<Resolvers[Type]> & string,
    PropertyOf<Type> | (Type extends keyof Modules ? keyof Modules[Type] : never) | `__${string}`
  >}`;
}[Types];

// Such a field is a compile error here. At run time, GraphQL would answer null.
({}) satisfies Record<Unresolved, never>;

/** Queries that the gateway's policy may deny. The audit file records a denial with its caller, so callers must not share them. */
const executedAlone = ['planTrafficMirrorSession'] as const satisfies readonly (keyof Query)[];

export function createSchema(): GraphQLSchema {
  // Only the array form accepts resolvers without an Elastic-licensed package.
  const subgraph = buildSubgraphSchema([
    { typeDefs: parse(sdl.root), resolvers: root },
    { typeDefs: parse(sdl.errors), resolvers: errors },
    { typeDefs: parse(sdl.sessions), resolvers: sessions },
    { typeDefs: parse(sdl.targets), resolvers: targets },
    { typeDefs: parse(sdl.filters), resolvers: filters },
    { typeDefs: parse(sdl.filterRules), resolvers: { ...filterRules, ...ec2Enums } },
    { typeDefs: parse(sdl.networkInterfaces), resolvers: networkInterfaces },
    { typeDefs: parse(sdl.tags), resolvers: tags },
  ]);
  for (const name of executedAlone) {
    const field = subgraph.getQueryType()?.getFields()[name];
    if (field === undefined) throw new Error(`there is no query ${name}`);
    field.extensions = { ...field.extensions, executeAlone: true };
  }
  return checkRepresentations(forgetAfterChanges(subgraph));
}
