/** Queries that no subgraph can answer alone, each with the requests that a client without a gateway would make. */
import type { Operation, Query } from './operations.ts';

interface Interface {
  readonly networkInterfaceId: string;
}
interface Instance {
  readonly name: string;
  readonly networkInterfaces: readonly Interface[];
}
interface Session {
  readonly networkInterface: Interface;
}

const all = <From, To>(items: readonly From[], to: (item: From) => Promise<To>) => Promise.all(items.map(to));

/** What the mirror subgraph knows of interfaces that the compute subgraph named. */
const mirroringOf = (instance: Instance, mirror: Query, selection: string) =>
  all(instance.networkInterfaces, async ({ networkInterfaceId }) => {
    const document = `{ trafficMirrorSource(networkInterfaceId: "${networkInterfaceId}") { networkInterfaceId ${selection} } }`;
    return (await mirror<{ trafficMirrorSource: object }>(document)).trafficMirrorSource;
  });

/** Sessions of the mirror subgraph with what the compute subgraph knows of their interfaces. */
const withInstances = (sessions: readonly Session[], compute: Query, selection: string) =>
  all(sessions, async (session) => {
    const ids = [session.networkInterface.networkInterfaceId];
    const document = `query ($ids: [ID!]!) { networkInterfacesByIds(ids: $ids) { ${selection} } }`;
    const { networkInterfacesByIds } = await compute<{ networkInterfacesByIds: object[] }>(document, { ids });
    return { ...session, networkInterface: networkInterfacesByIds[0] };
  });

const mirrored = 'trafficMirrorSessions { trafficMirrorSessionId sessionNumber filter { description } }';
const eligibility = 'trafficMirrorEligibility { eligible reasons nextFreeSessionNumber }';
const sensorId = 'i-0f6a7b8c9d0e10008';

const oneEach = {
  DescribeTrafficMirrorSessions: 1,
  DescribeTrafficMirrorTargets: 1,
  DescribeTrafficMirrorFilters: 1,
  DescribeTrafficMirrorFilterRules: 1,
};

export const acrossSubgraphs: readonly Operation[] = [
  {
    name: 'instances, and the sessions of their interfaces',
    document: `{ instances { name networkInterfaces { networkInterfaceId ${mirrored} } } }`,
    direct: async (mirror, compute) => {
      const document = '{ instances { name networkInterfaces { networkInterfaceId } } }';
      const { instances } = await compute<{ instances: Instance[] }>(document);
      const add = async (instance: Instance) => ({
        ...instance,
        networkInterfaces: await mirroringOf(instance, mirror, mirrored),
      });
      return { instances: await all(instances, add) };
    },
    requests: 'compute mirror',
    ec2Calls: { DescribeTrafficMirrorSessions: 1, DescribeTrafficMirrorFilters: 1 },
  },
  {
    name: 'sessions, and the instances of their interfaces',
    document:
      '{ trafficMirrorSessions(first: 7) { nodes { sessionNumber networkInterface { privateDnsName instance { name } } } } }',
    direct: async (mirror, compute) => {
      const { trafficMirrorSessions } = await mirror<{ trafficMirrorSessions: { nodes: Session[] } }>(
        '{ trafficMirrorSessions(first: 7) { nodes { sessionNumber networkInterface { networkInterfaceId } } } }',
      );
      const nodes = withInstances(trafficMirrorSessions.nodes, compute, 'privateDnsName instance { name }');
      return { trafficMirrorSessions: { nodes: await nodes } };
    },
    requests: 'mirror compute',
    ec2Calls: { DescribeTrafficMirrorSessions: 1 },
    but: {
      '@graphql-tools/federation': {
        requests: 'mirror mirror compute',
        ec2Calls: { DescribeTrafficMirrorSessions: 2 },
      },
    },
  },
  {
    name: 'a case, with one entity of each kind',
    document: `{ investigation(id: "1042") {
      title
      session { trafficMirrorSessionId packetLength }
      target { trafficMirrorTargetId type }
      filter { ingressRules { ruleNumber } }
      rule { ruleNumber filter { description } }
    } }`,
    direct: async (mirror, compute) => {
      const document =
        '{ investigation(id: "1042") { title session { id } target { arn } filter { arn } rule { arn } } }';
      type Case = { session: { id: string }; target: Arn; filter: Arn; rule: Arn };
      type Arn = { arn: string };
      const { investigation } = await compute<{ investigation: Case }>(document);
      const { session, target, filter, rule } = investigation;
      const details = `query ($session: ID!, $target: ID!, $filter: ID!, $rule: ID!) {
        session: trafficMirrorSession(id: $session) { trafficMirrorSessionId packetLength }
        target: trafficMirrorTarget(id: $target) { trafficMirrorTargetId type }
        filter: trafficMirrorFilter(id: $filter) { ingressRules { ruleNumber } }
        rule: trafficMirrorFilterRule(id: $rule) { ruleNumber filter { description } }
      }`;
      const ids = { session: session.id, target: target.arn, filter: filter.arn, rule: rule.arn };
      return { investigation: { ...investigation, ...(await mirror<object>(details, ids)) } };
    },
    requests: 'compute mirror',
    ec2Calls: oneEach,
    // Apollo's gateway sends one request per type.
    but: {
      '@apollo/gateway': {
        requests: 'compute mirror mirror mirror mirror',
        ec2Calls: { ...oneEach, DescribeTrafficMirrorFilters: 2 },
      },
    },
  },
  {
    name: 'an instance, and whether it can be mirrored',
    document: `{ instance(instanceId: "i-0f6a7b8c9d0e10007") { name networkInterfaces { networkInterfaceId ${eligibility} } } }`,
    direct: async (mirror, compute) => {
      const { instance } = await compute<{ instance: Instance }>(
        '{ instance(instanceId: "i-0f6a7b8c9d0e10007") { name networkInterfaces { networkInterfaceId } } }',
      );
      return {
        instance: { ...instance, networkInterfaces: await mirroringOf(instance, mirror, eligibility) },
      };
    },
    requests: 'compute mirror',
    ec2Calls: {
      DescribeNetworkInterfaces: 1,
      DescribeTrafficMirrorSessions: 1,
      DescribeTrafficMirrorTargets: 1,
      DescribeInstances: 1,
    },
  },
  {
    name: 'a sensor, and the instances whose traffic it gets: there and back',
    document: `{ instance(instanceId: "${sensorId}") { name networkInterfaces { networkInterfaceId trafficMirrorTarget {
      description sessions(first: 10) { nodes { sessionNumber networkInterface { instance { name } } } }
    } } } }`,
    direct: async (mirror, compute) => {
      const { instance } = await compute<{ instance: Instance }>(
        `{ instance(instanceId: "${sensorId}") { name networkInterfaces { networkInterfaceId } } }`,
      );
      const target =
        'trafficMirrorTarget { description sessions(first: 10) { nodes { sessionNumber networkInterface { networkInterfaceId } } } }';
      type Target = { trafficMirrorTarget: { sessions: { nodes: Session[] } } };
      const interfaces = (await mirroringOf(instance, mirror, target)) as Target[];
      const networkInterfaces = await all(interfaces, async (each) => {
        const nodes = await withInstances(
          each.trafficMirrorTarget.sessions.nodes,
          compute,
          'instance { name }',
        );
        return { ...each, trafficMirrorTarget: { ...each.trafficMirrorTarget, sessions: { nodes } } };
      });
      return { instance: { ...instance, networkInterfaces } };
    },
    requests: 'compute mirror compute',
    ec2Calls: { DescribeTrafficMirrorSessions: 1, DescribeTrafficMirrorTargets: 1 },
  },
];
