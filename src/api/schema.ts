/** The executable schema: a Federation 2 subgraph, one module per entity. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  extendSchema,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  parse,
} from 'graphql';
import type { ResolversTypes } from '../generated/resolvers.ts';
import { sdl } from '../generated/sdl.ts';
import { answerInPart } from './batches.ts';
import { checkRepresentations } from './entities.ts';
import { ec2Enums } from './enums.ts';
import { forgetAfterChanges } from './freshReads.ts';
import { adoption } from './resolvers/adoption.ts';
import { bulk } from './resolvers/bulk.ts';
import { captures } from './resolvers/captures.ts';
import { coverage } from './resolvers/coverage.ts';
import { filterRules } from './resolvers/filterRules.ts';
import { filters } from './resolvers/filters.ts';
import { findings } from './resolvers/findings.ts';
import { networkInterfaces } from './resolvers/networkInterfaces.ts';
import { operations } from './resolvers/operations.ts';
import { packets } from './resolvers/packets.ts';
import { plans } from './resolvers/plans.ts';
import { policies } from './resolvers/policies.ts';
import { root } from './resolvers/root.ts';
import { sessions } from './resolvers/sessions.ts';
import { simulation } from './resolvers/simulation.ts';
import { standalone } from './resolvers/standalone.ts';
import { tags } from './resolvers/tags.ts';
import { targets } from './resolvers/targets.ts';
import type { Unresolved } from './unresolved.ts';

type Modules = typeof root &
  typeof sessions &
  typeof targets &
  typeof filters &
  typeof filterRules &
  typeof networkInterfaces &
  typeof packets &
  typeof coverage &
  typeof captures &
  typeof findings &
  typeof simulation &
  typeof tags &
  typeof bulk &
  typeof plans &
  typeof policies &
  typeof adoption &
  typeof operations &
  typeof standalone;

// A field that nothing answers is a compile error here, with its name.
({}) satisfies Record<Unresolved<Modules>, never>;

let shared: GraphQLSchema | undefined;

/** The schema, made when it is first needed. It holds no state, so all gateways of a process can share it. */
export function getSchema(): GraphQLSchema {
  shared ??= createSchema();
  return shared;
}

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
    { typeDefs: parse(sdl.packets), resolvers: packets },
    { typeDefs: parse(sdl.coverage), resolvers: coverage },
    { typeDefs: parse(sdl.simulation), resolvers: simulation },
    { typeDefs: parse(sdl.findings), resolvers: findings },
    { typeDefs: parse(sdl.tags), resolvers: tags },
    { typeDefs: parse(sdl.bulk), resolvers: bulk },
    { typeDefs: parse(sdl.plans), resolvers: plans },
    { typeDefs: parse(sdl.captures), resolvers: captures },
    { typeDefs: parse(sdl.policies), resolvers: policies },
    { typeDefs: parse(sdl.operations), resolvers: operations },
    { typeDefs: parse(sdl.adoption), resolvers: adoption },
  ]);
  const schema = withStandalone(subgraph);
  // The gateway's policy may deny a plan. The audit file records a denial with its caller, so callers must not share a plan. Nor may they
  // share who they are.
  for (const name of [
    ...Object.keys(plans.Query),
    'trafficMirrorCaller' satisfies keyof typeof standalone.Query,
  ]) {
    const field = queryField(schema, name);
    field.extensions = { ...field.extensions, executeAlone: true };
  }
  markEstateReads(schema);
  return answerInPart(checkRepresentations(forgetAfterChanges(schema)));
}

/** The types of the fields that read whole accounts. */
const ofEstates: ReadonlySet<string> = new Set<keyof ResolversTypes>([
  'TrafficMirrorFindingConnection',
  'TrafficMirrorFindings',
  'TrafficMirrorFindingsDelta',
  'TrafficMirrorCoverageConnection',
  'TrafficMirrorCoverageEntry',
  'TrafficMirrorCoverage',
  'TrafficMirrorPolicyPlan',
  'TrafficMirrorAdoptableSession',
  'TrafficMirrorOperation',
  'TrafficMirrorOperationPayload',
]);

/** Tells the engine which fields may take longer. */
function markEstateReads(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields()))
      if (ofEstates.has(getNamedType(field.type).name))
        field.extensions = { ...field.extensions, readsEstate: true };
  }
}

/** Adds the fields that `_service { sdl }` leaves out: its text was made when the subgraph was built. */
function withStandalone(subgraph: GraphQLSchema): GraphQLSchema {
  const schema = extendSchema(subgraph, parse(sdl.standalone));
  for (const [name, resolve] of Object.entries(standalone.Query))
    queryField(schema, name).resolve = resolve as GraphQLFieldResolver<unknown, unknown>;
  return schema;
}

function queryField(schema: GraphQLSchema, name: string): GraphQLField<unknown, unknown> {
  const field = schema.getQueryType()?.getFields()[name];
  if (field === undefined) throw new Error(`there is no query ${name}`);
  return field;
}
