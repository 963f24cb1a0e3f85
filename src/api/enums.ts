/**
 * Every enum whose values have other names in GraphQL than in EC2: GraphQL's name → EC2's value.
 *
 * Code generation and the executable schema both use this table, so resolvers see only EC2's values. A test compares each row
 * with the SDK's constants, because the SDK does not check values before it sends them.
 */
export const ec2Enums = {
  TrafficMirrorSessionField: {
    PACKET_LENGTH: 'packet-length',
    DESCRIPTION: 'description',
    VIRTUAL_NETWORK_ID: 'virtual-network-id',
  },
  TrafficMirrorTargetType: {
    NETWORK_INTERFACE: 'network-interface',
    NETWORK_LOAD_BALANCER: 'network-load-balancer',
    GATEWAY_LOAD_BALANCER_ENDPOINT: 'gateway-load-balancer-endpoint',
    UNKNOWN: 'UNKNOWN',
  },
  TrafficMirrorDirection: { INGRESS: 'ingress', EGRESS: 'egress' },
  TrafficMirrorRuleAction: { ACCEPT: 'accept', REJECT: 'reject' },
  TrafficMirrorFilterRuleField: {
    DESTINATION_PORT_RANGE: 'destination-port-range',
    SOURCE_PORT_RANGE: 'source-port-range',
    PROTOCOL: 'protocol',
    DESCRIPTION: 'description',
  },
  TrafficMirrorNetworkService: { AMAZON_DNS: 'amazon-dns', UNKNOWN: 'UNKNOWN' },
} as const;
