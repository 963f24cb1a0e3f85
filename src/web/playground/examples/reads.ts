/** The examples that read resources: lists, single ones, and many by their ids. */
import type { Example } from './example.ts';

export const reads: readonly Example[] = [
  {
    isOpen: true,
    query: `# Lists sessions with source, target and filter.
# For the next page, send endCursor as $after.
query ListSessions(
  $filter: TrafficMirrorSessionFilterInput
  $after: String
) {
  trafficMirrorSessions(filter: $filter, first: 5, after: $after) {
    edges {
      cursor
      node {
        trafficMirrorSessionId
        sessionNumber
        packetLength
        virtualNetworkId
        tag(key: "Name")
        networkInterface { trafficMirrorSurroundings { vpcId privateIpAddress } }
        target { type description }
        filter {
          description
          ingressRules {
            ruleNumber
            ruleAction
            destinationPortRange { fromPort toPort }
          }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { filter: { tags: [{ key: 'env', values: ['prod'] }] } },
  },
  {
    query: `# Lists targets, and who sends to each.
query ListTargets(
  $filter: TrafficMirrorTargetFilterInput
) {
  trafficMirrorTargets(filter: $filter, first: 10) {
    nodes {
      trafficMirrorTargetId
      type
      tag(key: "Name")
      sessions(first: 10) {
        nodes { networkInterfaceId sessionNumber }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { filter: { types: ['NETWORK_LOAD_BALANCER'] } },
  },
  {
    query: `# Lists filters with their rules, and all rules
# that decide about a protocol.
query ListFilters(
  $rules: TrafficMirrorFilterRuleFilterInput
) {
  trafficMirrorFilters(first: 10) {
    nodes {
      trafficMirrorFilterId
      description
      networkServices
      ingressRules { ruleNumber ruleAction }
      egressRules { ruleNumber ruleAction }
    }
  }
  trafficMirrorFilterRules(filter: $rules, first: 10) {
    nodes {
      trafficMirrorFilterRuleId
      trafficMirrorFilterId
      description
    }
  }
}`,
    variables: { rules: { protocols: [6] } },
  },
  {
    query: `# Lists network interfaces: what is mirrored,
# and whether another session is possible.
query ListSources(
  $filter: TrafficMirrorSourceFilterInput
) {
  trafficMirrorSources(filter: $filter, first: 10) {
    nodes {
      networkInterfaceId
      trafficMirrorSurroundings { subnetId privateIpAddress }
      trafficMirrorSessions { trafficMirrorSessionId }
      trafficMirrorEligibility { eligible reasons nextFreeSessionNumber }
    }
  }
}`,
    variables: { filter: { tags: [{ key: 'team', values: ['platform'] }] } },
  },
  {
    query: `# Reads one resource of each kind, by AWS ID,
# ARN or global ID. What is not there is null.
query ReadOne(
  $session: ID!
  $target: ID!
  $filter: ID!
  $rule: ID!
  $interface: ID!
) {
  trafficMirrorSession(id: $session) { sessionNumber version tags { key value } }
  trafficMirrorTarget(id: $target) { type description }
  trafficMirrorFilter(id: $filter) { description version }
  trafficMirrorFilterRule(id: $rule) { ruleNumber ruleAction description }
  trafficMirrorSource(networkInterfaceId: $interface) {
    trafficMirrorEligibility { sessionsInUse sessionsAllowed }
  }
}`,
    variables: {
      session: 'tms-0a1b2c3d4e5f60001',
      target: 'arn:aws:ec2:us-east-1:123456789012:traffic-mirror-target/tmt-0b2c3d4e5f6a70001',
      filter: 'tmf-0c3d4e5f6a7b80002',
      rule: 'tmfr-0d4e5f6a7b8c90003',
      interface: 'eni-0e5f6a7b8c9d00001',
    },
  },
];
