import * as apollo from '@apollo/composition';
import { beforeAll, expect, test } from '@jest/globals';
import * as theGuild from '@theguild/federation-composition';
import { type DocumentNode, Kind, parse } from 'graphql';
import { startCompute } from '../../examples/platform-graph/compute.ts';
import { fetchServices, type Service } from '../../examples/platform-graph/platform.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startTestGateway } from '../support/gateway.ts';
import { withoutScopes } from './gateways.ts';

let services: Service[];
beforeAll(async () => {
  const [mirror, compute] = await Promise.all([startTestGateway(), startCompute(0)]);
  cleanUp(compute.stop);
  services = await fetchServices([
    { name: 'traffic-mirror', url: `${mirror.url}/graphql` },
    { name: 'compute', url: compute.url },
  ]);
});

/** Fields that a client of the supergraph cannot see. */
function hiddenFields(supergraphSdl: string | undefined): string[] {
  const document: DocumentNode = parse(supergraphSdl ?? '');
  const query = document.definitions.find(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === 'Query',
  );
  if (query?.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  return (query.fields ?? [])
    .filter(({ directives }) => directives?.some(({ name }) => name.value === 'inaccessible'))
    .map(({ name }) => name.value);
}

test('composes with no error and no hint by the library of Apollo', () => {
  const { errors, hints, supergraphSdl } = apollo.composeServices(services);
  expect(errors).toBeUndefined();
  expect(hints?.map(({ message }) => message)).toEqual([]);
  expect(supergraphSdl).toContain('@requiresScopes(scopes: [["traffic-mirror:session:write"]])');
  expect(hiddenFields(supergraphSdl)).toContain('trafficMirrorSessionsByIds');
});

test('composes with no error by the library of The Guild', () => {
  const { errors, supergraphSdl } = theGuild.composeServices(services);
  expect(errors).toBeUndefined();
  expect(supergraphSdl).toContain('@requiresScopes(scopes: [["traffic-mirror:session:write"]])');
  expect(hiddenFields(supergraphSdl)).toContain('trafficMirrorSessionsByIds');
});

test("composes alone, and without `@requiresScopes`, which Apollo's JavaScript gateway refuses", () => {
  const alone = services.filter(({ name }) => name === 'traffic-mirror');
  expect(apollo.composeServices(alone)).toMatchObject({ hints: [] });
  const bare = services.map((service) => ({ ...service, typeDefs: withoutScopes(service.typeDefs) }));
  const { errors, hints, supergraphSdl } = apollo.composeServices(bare);
  expect(errors).toBeUndefined();
  expect(hints?.map(({ message }) => message)).toEqual([]);
  expect(supergraphSdl).not.toContain('equiresScopes');
});

test('two subgraphs may both define tags, pages and scopes, and add fields to an interface', () => {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
    type Query { firewallRules: FirewallRules }
    type NetworkInterface @key(fields: "region networkInterfaceId") {
      region: String! networkInterfaceId: ID! vpcId: ID tags: [AwsTag!]
    }
    type FirewallRules { tags: [AwsTag!]! pageInfo: PageInfo! scope: AwsScope! }
    type AwsTag @shareable { key: String! value: String! }
    type AwsScope @shareable { accountId: ID! region: String! }
    type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  `);
  const all = [...services, { name: 'firewall', url: 'http://127.0.0.1/', typeDefs }];
  expect(apollo.composeServices(all).errors).toBeUndefined();
  expect(theGuild.composeServices(all).errors).toBeUndefined();
});

test('composes with a platform that has interfaces, directions and `node` of its own', () => {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query {
      node(id: ID!): Instance
      nodes(ids: [ID!]!): [Instance]!
      networkInterfaces(first: Int = 10): NetworkInterfaceConnection
      networkInterface(key: NetworkInterfaceKeyInput!): NetworkInterface
    }
    type Instance { id: ID! }
    enum TrafficDirection { IN OUT }
    input NetworkInterfaceKeyInput { account: ID! networkInterfaceId: ID! }
    type NetworkInterfaceConnection { edges: [NetworkInterfaceEdge] count: Int }
    type NetworkInterfaceEdge { cursor: ID! node: NetworkInterface weight: Int }
    type NetworkInterface @key(fields: "region networkInterfaceId") {
      id: ID! region: String! networkInterfaceId: ID! direction: TrafficDirection
    }
  `);
  const mirror = services.filter(({ name }) => name === 'traffic-mirror');
  const all = [...mirror, { name: 'network', url: 'http://127.0.0.1/', typeDefs }];
  for (const { errors, supergraphSdl } of [apollo.composeServices(all), theGuild.composeServices(all)]) {
    expect(errors).toBeUndefined();
    expect(hiddenFields(supergraphSdl)).not.toContain('node');
  }
});
