/** What AWS does not document and nobody recorded: each line is OUR DECISION, in this one place, to be replaced when the fact is found. */
export const decisions = {
  /** Code for a malformed `tm*-` id. Other families have `…Id.Malformed`. */
  malformedIdCode: 'InvalidParameterValue',
  /** Code for a session number that is taken on the interface. Clients only match the text "already being used". */
  sessionNumberTakenCode: 'InvalidParameterValue',
  /** Code for a source that is already the interface of a target, and for an interface that is not of type `interface`. */
  unsuitableSourceCode: 'NetworkInterfaceNotSupported',
  /** Removing `virtual-network-id` draws a new random id, as creating without one does. */
  removedVirtualNetworkIdIsRedrawn: true,
  /** Packet length a session gets when none is given, by type of target. Documented for load balancers only; also what removing it gives. */
  defaultPacketLength: {
    'network-load-balancer': 8500,
    'network-interface': undefined,
    'gateway-load-balancer-endpoint': undefined,
  },
  /** Code for the same field set and removed in one Modify, and for a service both added and removed. */
  setAndRemovedCode: 'InvalidParameterCombination',
  /** Modify with nothing to change answers with the unchanged resource. */
  emptyModifySucceeds: true,
  /** Code for port ranges that come without a protocol in the same request, or with one that has no ports. */
  portsWithoutProtocolCode: 'InvalidParameterCombination',
  /** Protocols that have ports: TCP and UDP. */
  protocolsWithPorts: [6, 17],
  /** Accepted protocol numbers: IANA's byte; -1 is refused. */
  protocolRange: [0, 255],
  /** Accepted rule numbers. No upper bound is documented; this is the one of network ACL rules. */
  ruleNumberRange: [1, 32766],
  /** CIDR blocks are kept as they came: host bits are not cleared. */
  cidrIsNormalised: false,
  /** 10 rules per filter counts both directions together. */
  rulesPerFilterCountBothDirections: true,
  /** Rules show an empty `tagSet`: absent in a 2022 recording, but rules could not be tagged then. */
  ruleShowsEmptyTagSet: true,
  /** A DryRun is answered after the parameters were checked and before any id is looked up. */
  dryRunBeforeLookup: true,
  /** A list of ids together with MaxResults is accepted (DescribeInstances refuses it). */
  idsWithMaxResultsAccepted: true,
  /** MaxResults above its maximum: refused, except where EC2 documents that it answers with the maximum. */
  maxResultsAboveMaximumRefused: true,
  /** A filter without values matches nothing. */
  filterWithoutValuesMatchesNothing: true,
  /** Parameters beside NextToken are ignored, except MaxResults: the token carries the query. */
  nextTokenCarriesTheQuery: true,
  /** A parameter given twice is refused with this code. */
  duplicateParameterCode: 'InvalidParameterCombination',
  /** An unsigned request gets this code. */
  unsignedRequestCode: 'AuthFailure',
  /** Repeating a create whose resource was deleted since answers with the resource as it was created; nothing is made anew. */
  tokenOutlivesItsResource: true,
  /** Hours for which a client token is remembered (documented: at least 24). */
  clientTokenHours: 24,
  /** A load balancer ARN that is well formed and of this Region is taken to exist: load balancers belong to a service that is not emulated. */
  loadBalancersExist: true,
  /** An explicit virtual network id may be used by several sessions; only random ones are unique. */
  explicitVirtualNetworkIdMayRepeat: true,
  /** The consumer of a shared target does not see its owner's tags. */
  sharedTargetShowsTags: false,
  /** Items on a page when MaxResults is absent. */
  defaultPageSize: 1000,
  /** A filter value longer than this is refused. */
  maxFilterValueLength: 1024,
  /** A request body above this many bytes is refused with 413. */
  maxBodyBytes: 1_048_576,
  /** A request with more parameters is refused as malformed. */
  maxParameters: 5_000,
} as const;
