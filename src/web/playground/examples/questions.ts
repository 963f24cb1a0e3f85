/** The examples that ask what EC2 has no action for: what is wrong, what is mirrored, and what happens to a packet. */
import type { Example } from './example.ts';

export const questions: readonly Example[] = [
  {
    isOpen: true,
    query: `# What is wrong although EC2 allows it, most
# severe first: what it rests on, and what to do.
query Findings(
  $filter: TrafficMirrorFindingFilterInput
) {
  trafficMirrorFindings(filter: $filter) {
    counts { code severity count }
    nodes {
      severity
      message
      remedy
      evidence { resourceId property value expected }
      affectedSessions { nodes { trafficMirrorSessionId } }
      assumptions
    }
    unchecked { code reason message }
  }
}`,
    variables: { filter: { severities: ['BROKEN', 'WASTE', 'RISK'] } },
  },
  {
    query: `# Which interfaces are mirrored, which could be
# and which cannot. Those that could come first.
query Coverage(
  $states: [TrafficMirrorCoverageState!]
) {
  trafficMirrorCoverage(states: $states) {
    coverage { total mirrored missing unknown impossible }
    groups(by: SUBNET) { value coverage { total missing } }
    nodes {
      state
      reasons { code message }
      networkInterface {
        networkInterfaceId
        trafficMirrorEligibility { nextFreeSessionNumber }
      }
    }
  }
}`,
    variables: { states: ['MISSING', 'UNKNOWN', 'IMPOSSIBLE'] },
  },
  {
    isOpen: true,
    query: `# What happens to a packet: which session takes
# it, what the copy looks like, and why.
query SimulatePacket(
  $packet: TrafficMirrorPacketInput!
) {
  simulateTrafficMirror(packet: $packet) {
    verdict
    message
    virtualNetworkId
    outerSourceAddress
    outerDestinationAddresses
    bytesCopied
    isTruncated
    trace {
      session { sessionNumber trafficMirrorSessionId }
      outcome
      rule { ruleNumber }
    }
    assumptions
  }
}`,
    variables: {
      packet: {
        networkInterfaceId: 'eni-0e5f6a7b8c9d00001',
        direction: 'INGRESS',
        protocol: 6,
        sourceAddress: '198.51.100.7',
        destinationAddress: '10.20.1.11',
        sourcePort: 40_000,
        destinationPort: 443,
      },
    },
  },
  {
    query: `# Whose packet is this? What a collector sees
# of a copy, and the session that it comes from.
query WhosePacket(
  $packets: [TrafficMirrorPacketKeyInput!]!
) {
  trafficMirrorSessionsByPackets(packets: $packets) {
    basis
    sessions {
      trafficMirrorSessionId
      networkInterfaceId
      target { description }
    }
  }
}`,
    variables: {
      packets: [{ virtualNetworkId: 4_211_001, outerSourceAddress: '10.20.1.11' }],
    },
  },
  {
    query: `# How far EC2 is from the policies of the policy
# file. Null when the gateway has none.
query Policies {
  trafficMirrorPolicies {
    owner
    problems
    policies {
      name
      mode
      coverage { wanted mirrored missing wrong impossible excluded }
    }
  }
}`,
  },
  {
    query: `# What would make EC2 as a policy says, and what
# stands in the way.
query PolicyPlan(
  $name: ID!
) {
  trafficMirrorPolicy(name: $name) {
    plan {
      hash
      steps {
        kind
        message
        networkInterface { networkInterfaceId }
        changes { field before after }
      }
      blockedBy { code message }
    }
    adoptable {
      trafficMirrorSession { trafficMirrorSessionId }
      changes { field before after }
    }
    sources(states: [IMPOSSIBLE]) {
      nodes {
        policyMessage
        networkInterface { networkInterfaceId }
      }
    }
  }
}`,
    variables: { name: 'prod-to-fleet' },
  },
];
