/** The executable schema: a Federation 2 subgraph, one module per entity. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { sdl } from '../generated/sdl.ts';
import type { Query } from '../generated/types.ts';
import { answerInPart } from './batches.ts';
import { checkRepresentations } from './entities.ts';
import { ec2Enums } from './enums.ts';
import { forgetAfterChanges } from './freshReads.ts';
import { filterRules } from './resolvers/filterRules.ts';
import { filters } from './resolvers/filters.ts';
import { networkInterfaces } from './resolvers/networkInterfaces.ts';
import { root } from './resolvers/root.ts';
import { sessions } from './resolvers/sessions.ts';
import { tags } from './resolvers/tags.ts';
import { targets } from './resolvers/targets.ts';
import type { Unresolved } from './unresolved.ts';

type Modules = typeof root &
  typeof sessions &
  typeof targets &
  typeof filters &
  typeof filterRules &
  typeof networkInterfaces &
  typeof tags;

// A field that nothing answers is a compile error here, with its name.
({}) satisfies Record<Unresolved<Modules>, never>;

/** Queries that the gateway's policy may deny. The audit file records a denial with its caller, so callers must not share them. */
const executedAlone = ['planTrafficMirrorSession'] as const satisfies readonly (keyof Query)[];

export function createSchema(): GraphQLSchema {
  // Only the array form accepts resolvers without an Elastic-licensed package.
  const subgraph = buildSubgraphSchema([
    { typeDefs: parse(sdl.root), resolvers: root },
    { typeDefs: parse(sdl.errors) },
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
  return answerInPart(checkRepresentations(forgetAfterChanges(subgraph)));
}
