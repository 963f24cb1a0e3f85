/**
 * Generates code from `schema/`:
 * - `src/generated/`: the types of the schema and its resolvers, and the SDL as a module, so the bundle does not read files;
 * - `client/generated/`: typed documents of the client's operations as strings and as nodes, the manifest of trusted documents,
 *   and what identifies the objects in a cache.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';
import { ec2Enums } from './src/api/enums.ts';
import { cacheFacts } from './tools/cacheFacts.ts';

const files = readdirSync('schema').filter((file) => file.endsWith('.graphql'));
const sdl = Object.fromEntries(
  files.map((file) => [file.replace('.graphql', ''), readFileSync(`schema/${file}`, 'utf8')]),
);

/** The types with a federation key. */
const entities = Object.values(sdl).flatMap((text) =>
  [...text.matchAll(/^type (\w+)[^{]*@key/gm)].map(([, name]) => name),
);

const typeOptions = {
  useTypeImports: true,
  enumsAsTypes: true,
  immutableTypes: true,
  strictScalars: true,
  skipTypename: true,
  // In a result, GraphQL treats undefined as null.
  maybeValue: 'T | null | undefined',
  inputMaybeValue: 'T | null',
  scalars: { _FieldSet: 'string', federation__Scope: 'string' },
  // Inside, enums have EC2's values. The plugin needs this table here, and again in the resolvers' `mappers`.
  enumValues: ec2Enums,
};

/** The client's operations. Caches need the `__typename` of every object, also in documents that are requested by their id. */
const clientDocuments = (documentMode: 'string' | 'documentNodeImportFragments') => ({
  preset: 'client' as const,
  documents: 'client/operations/*.graphql',
  documentTransforms: [addTypenameSelectionDocumentTransform],
  presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
  config: { documentMode, enumsAsTypes: true, useTypeImports: true, scalars: { ID: 'string' } },
});

/** The panels of the map that are loaded when one of them is opened: what only they send is in their file, not in that of the page. */
const onDemand = 'src/web/map/onDemand/**/*.graphql';

/** The operations of pages, typed. They are plain strings, so pages need no GraphQL library. */
const pageDocuments = (...documents: string[]) => ({
  preset: 'client' as const,
  documents,
  presetConfig: { fragmentMasking: false },
  config: {
    documentMode: 'string' as const,
    useTypeImports: true,
    enumsAsTypes: true,
    skipTypename: true,
  },
});

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'client/generated/': clientDocuments('string'),
    'client/generated/nodes/': clientDocuments('documentNodeImportFragments'),
    'client/generated/cacheFacts.ts': { plugins: [{ add: { content: cacheFacts(Object.values(sdl)) } }] },
    'src/generated/sdl.ts': { plugins: [{ add: { content: `export const sdl = ${JSON.stringify(sdl)};` } }] },
    'src/generated/web/': pageDocuments('src/web/**/*.graphql', `!${onDemand}`),
    'src/generated/web/onDemand/': pageDocuments(onDemand, 'src/web/map/fragments.graphql'),
    // Types of the schema, for all code that handles its values.
    'src/generated/types.ts': { plugins: ['typescript'], config: typeOptions },
    // Types of the resolvers, which depend on the records. Only resolvers import them, so records never depend on resolvers.
    'src/generated/resolvers.ts': {
      plugins: [
        { add: { content: "import type * as Types from './types.ts';" } },
        // The plugin refers to types with a key without the prefix `Types`.
        { add: { content: `import type { ${entities.join(', ')} } from './types.ts';` } },
        'typescript-resolvers',
      ],
      config: {
        ...typeOptions,
        namespacedImportName: 'Types',
        federation: true,
        contextType: '../api/context.ts#GatewayContext',
        mappers: {
          TrafficMirrorSession: '../ec2/sessions.ts#TrafficMirrorSessionRecord',
          TrafficMirrorUserError: '../api/userErrors.ts#UserError',
          TrafficMirrorSessionConnection: '../api/resolvers/resource.ts#SessionConnection',
          TrafficMirrorTargetConnection: '../api/resolvers/resource.ts#TargetConnection',
          TrafficMirrorFilterConnection: '../api/resolvers/resource.ts#FilterConnection',
          TrafficMirrorFilterRuleConnection: '../api/resolvers/resource.ts#FilterRuleConnection',
          TrafficMirrorSourceConnection: '../api/resolvers/resource.ts#InterfaceConnection',
          TrafficMirrorPacketMatch: '../api/packets.ts#PacketMatch',
          TrafficMirrorCapture: '../policies/captures.ts#Capture',
          TrafficMirrorCaptureConnection: '../api/captures.ts#CaptureConnection',
          TrafficMirrorCoverageConnection: '../api/coverage.ts#CoverageConnection',
          TrafficMirrorCoverage: '../api/coverageGroups.ts#Counted',
          TrafficMirrorCoverageEntry: '../api/coverageEntry.ts#CoverageEntry',
          TrafficMirrorPolicyFile: '../api/policies/asked.ts#AskedFile',
          TrafficMirrorPolicy: '../api/policies/asked.ts#AskedPolicy',
          TrafficMirrorPolicyPlan: '../api/policies/plans.ts#PlansOfPolicy',
          TrafficMirrorPolicyStep: '../api/policies/steps.ts#StepIn',
          TrafficMirrorAdoptableSession: '../api/policies/steps.ts#AdoptableIn',
          AdoptTrafficMirrorSessionsPayload: '../api/mutations/adoption.ts#AdoptionPayload',
          TrafficMirrorOperation: '../api/operations/operation.ts#Operation',
          TrafficMirrorOperationFailure: '../api/operations/failures.ts#OperationFailure',
          TrafficMirrorFinding: '../api/findings/judge.ts#ScopedFinding',
          TrafficMirrorUncheckedRule: '../api/findings/judge.ts#ScopedUnchecked',
          TrafficMirrorFindings: '../api/findings/ofResources.ts#OwnFindings',
          TrafficMirrorFindingConnection: '../api/findings/lists.ts#FindingConnection',
          TrafficMirrorFindingsDelta: '../api/findings/delta.ts#FindingsDelta',
          TrafficMirrorSimulation: '../api/simulation.ts#PacketSimulation',
          TrafficMirrorSimulationStep: '../api/simulation.ts#PacketStep',
          TrafficMirrorEligibility: '../mirroring/eligibility.ts#Eligibility',
          TrafficMirrorSurroundings: '../ec2/networkInterfaces.ts#InterfaceFacts',
          NetworkInterface: '../ec2/networkInterfaces.ts#NetworkInterfaceRecord',
          CreateTrafficMirrorSessionPlan: '../api/plans/sessions.ts#SessionCreationPlan',
          CreateTrafficMirrorTargetPlan: '../api/plans/shapes.ts#AnyPlan',
          CreateTrafficMirrorFilterPlan: '../api/plans/shapes.ts#AnyPlan',
          CreateTrafficMirrorFilterRulePlan: '../api/plans/filterRules.ts#RuleCreationPlan',
          TrafficMirrorSessionPlan: '../api/plans/shapes.ts#SessionPlan',
          DeleteTrafficMirrorSessionPlan: '../api/plans/shapes.ts#SessionPlan',
          DeleteTrafficMirrorTargetPlan: '../api/plans/shapes.ts#TargetPlan',
          ModifyTrafficMirrorFilterNetworkServicesPlan: '../api/plans/shapes.ts#FilterPlan',
          DeleteTrafficMirrorFilterPlan: '../api/plans/shapes.ts#FilterPlan',
          ModifyTrafficMirrorFilterRulePlan: '../api/plans/shapes.ts#RulePlan',
          DeleteTrafficMirrorFilterRulePlan: '../api/plans/shapes.ts#RulePlan',
          TagTrafficMirrorResourcesPlan: '../api/plans/tags.ts#TagPlan',
          TagTrafficMirrorResourcesPayload: '../api/mutations/tags.ts#TagResult',
          TrafficMirrorInUseError: '../api/userErrors.ts#InUseError',
          TrafficMirrorTarget: '../ec2/targets.ts#TrafficMirrorTargetRecord',
          TrafficMirrorFilter: '../ec2/filters.ts#TrafficMirrorFilterRecord',
          TrafficMirrorFilterRule: '../ec2/filterRules.ts#TrafficMirrorFilterRuleRecord',
          ...Object.fromEntries(Object.keys(ec2Enums).map((name) => [name, `./types.ts#${name}`])),
        },
        mapperTypeSuffix: 'Record',
      },
    },
  },
};

export default config;
