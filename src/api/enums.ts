/**
 * Every enum whose GraphQL name differs from EC2's word, in one table: GraphQL name → what EC2 sends and takes.
 *
 * Code generation and the executable schema both read it, so that a resolver only ever sees EC2's words. A test compares
 * each row with the SDK's constants: a forgotten value would reach AWS unchecked, for the SDK checks none.
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
  TrafficDirection: { INGRESS: 'ingress', EGRESS: 'egress' },
  TrafficMirrorRuleAction: { ACCEPT: 'accept', REJECT: 'reject' },
  TrafficMirrorFilterRuleField: {
    DESTINATION_PORT_RANGE: 'destination-port-range',
    SOURCE_PORT_RANGE: 'source-port-range',
    PROTOCOL: 'protocol',
    DESCRIPTION: 'description',
  },
  TrafficMirrorNetworkService: { AMAZON_DNS: 'amazon-dns' },
} as const;
