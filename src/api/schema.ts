/** The executable schema: a Federation 2 subgraph, an entity a module. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { sdl } from '../generated/sdl.ts';
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

export function createSchema(): GraphQLSchema {
  // The array form is the only one that takes resolvers without an Elastic-licensed package.
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
  return checkRepresentations(forgetAfterChanges(subgraph));
}
