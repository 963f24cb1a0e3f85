/**
 * What AWS does not document and nobody recorded: each line is OUR DECISION, in this one place, to be replaced when the
 * fact is found. First the decided behaviours, by the file that has them, then the decided values.
 *
 * action.ts       A dry run is answered after the parameters were checked and before any id is looked up.
 * describe.ts     A list of ids together with MaxResults is accepted (only DescribeInstances is known to refuse it).
 *                 MaxResults above its maximum is refused, except where EC2 documents that it answers with the maximum.
 *                 Parameters beside NextToken are ignored, except MaxResults: the token carries the query.
 *                 Lists are in order of creation. Rules of a filter that does not exist are NotFound, not an empty list.
 * filtering.ts    A filter without values matches nothing. 200 values are taken in all; one public copy of the guide says per filter. An unknown filter name is refused, as by most of EC2.
 * creation.ts     Repeating a create whose resource was deleted since answers with it as it was created; nothing is made.
 * sessions.ts     Removing `virtual-network-id` draws a new random id, as creating without one does.
 *                 An explicit virtual network id may be used by several sessions; only random ones are unique.
 *                 Modify with nothing to change answers with the unchanged session.
 *                 A session that moves to a load balancer target without a packet length gets that target's default.
 *                 The owner of a shared target does not see the tags of others' sessions on it.
 * targets.ts      A load balancer ARN that is well formed and of this Region is taken to exist: load balancers belong
 *                 to a service that is not emulated. The consumer of a shared target does not see its owner's tags.
 * eligibility.ts  A target whose interface is gone, attached to no running instance, or the session's own source, is
 *                 InvalidTrafficMirrorTarget.
 * wildcards.ts    `?` is exactly one character; the user guide also says, in another place, zero or one.
 * filterRules.ts  10 rules per filter counts both directions together. Rules show an empty `tagSet` (absent in a 2022
 *                 recording, but rules could not be tagged then). CIDR blocks are kept as they came, host bits and all.
 *                 A rule whose ports would be left without a protocol is refused.
 * sessionPolicy.ts  What is not evaluated in a session policy is MalformedPolicyDocument. What a packed policy is is not documented,
 *                 so PackedPolicyTooLarge is never answered.
 * dispatch.ts     A signature for another service or an invented Region is AuthFailure. A request without Version is
 *                 refused as for any missing parameter.
 */
export const decisions = {
  /** Code for a malformed `tm*-` id. Other families have `…Id.Malformed`. */
  malformedIdCode: 'InvalidParameterValue',
  /** Code for a session number that is taken on the interface. Clients only match the text "already being used". */
  sessionNumberTakenCode: 'InvalidParameterValue',
  /** Code for a source that is already the interface of a target, and for an interface that is not of type `interface`. */
  unsuitableSourceCode: 'NetworkInterfaceNotSupported',
  /** Packet length when none is given, and after removing it, by type of target. Documented: 8500 for NLB at creation. */
  defaultPacketLength: {
    'network-load-balancer': 8500,
    'network-interface': undefined,
    'gateway-load-balancer-endpoint': undefined,
  },
  /** Code for the same field set and removed in one Modify, and for a network service both added and removed. */
  setAndRemovedCode: 'InvalidParameterCombination',
  /** Code for port ranges that come without a protocol in the same request, or with one that has no ports. */
  portsWithoutProtocolCode: 'InvalidParameterCombination',
  /** Protocols that have ports: TCP and UDP. */
  protocolsWithPorts: [6, 17],
  /** Accepted protocol numbers: IANA's byte; -1 is refused. */
  protocolRange: [0, 255],
  /** Accepted rule numbers. No upper bound is documented; this is the one of network ACL rules. */
  ruleNumberRange: [1, 32766],
  /** Items on a page when MaxResults is absent. */
  defaultPageSize: 1000,
  /** A description longer than this is refused. */
  maxDescriptionLength: 1024,
  /** A filter value longer than this is refused. */
  maxFilterValueLength: 1024,
  /** Code for a parameter that is given twice. */
  duplicateParameterCode: 'InvalidParameterCombination',
  /** Code for an unsigned request. */
  unsignedRequestCode: 'AuthFailure',
  /** Hours for which a client token is remembered (documented: at least 24). */
  clientTokenHours: 24,
  /** A request body above this many bytes is refused with 413. */
  maxBodyBytes: 1_048_576,
  /** A request with more parameters is refused as malformed. */
  maxParameters: 5_000,
} as const;
