/**
 * How the emulator behaves where AWS documents nothing and no recording shows what EC2 does. Every entry is OUR
 * DECISION, not a fact about EC2; replace it when the fact is known. Behaviours come first, by the file that implements
 * them, then values.
 *
 * action.ts       A dry run is answered after the parameters are validated and before any id is looked up.
 * describe.ts     A list of ids may be combined with MaxResults, except where EC2 documents that it may not.
 *                 MaxResults above its maximum is rejected, except where EC2 documents that it returns the maximum.
 *                 Parameters sent along with NextToken are ignored, except MaxResults: the token carries the query.
 *                 Lists are in order of creation. Asking for the rules of a filter that does not exist is NotFound,
 *                 not an empty list. Without MaxResults, a page of route tables has 100, the most that it may have.
 * criteria.ts     A filter without values matches nothing. A request may have 200 filter values in total; one public
 *                 copy of the user guide says 200 per filter. An unknown filter name is rejected, as in most of EC2.
 *                 A filter value of more than the documented 255 characters is InvalidParameterValue; the names of
 *                 filters are not measured.
 * creation.ts     Repeating a create whose resource has since been deleted returns the resource as it was created, and
 *                 creates nothing.
 * mirroring/sessions.ts
 *                 Removing `virtual-network-id` assigns a new random id, as creating a session without one does.
 *                 Several sessions may use the same explicit virtual network id; only random ids are unique.
 *                 A Modify that changes nothing returns the unchanged session.
 *                 A session without a packet length gets the default of a load balancer target that it moves to.
 * mirroring/targets.ts
 *                 A load balancer is assumed to exist if its ARN is well formed and names this Region: load balancers
 *                 can be deleted while targets use them, and only the gateway says that one is gone.
 *                 Without any kind of target, the request is MissingParameter (NetworkInterfaceId); with two or three,
 *                 InvalidParameterCombination. An interface that does not exist is InvalidTrafficMirrorTarget, which is
 *                 recorded; an endpoint that does not exist is InvalidVpcEndpointId.NotFound, as elsewhere in EC2, and an
 *                 interface or endpoint of another type is InvalidTrafficMirrorTarget.
 *                 An interface that is the source of sessions can become a target; the guide excludes only that an
 *                 interface of a target becomes a source. Its own sessions cannot use that target.
 * mirroring/sharing.ts
 *                 Accounts that a target is shared with do not see its tags. Its owner does not see the tags of other
 *                 accounts' sessions on it.
 * mirroring/eligibility.ts
 *                 A target is InvalidTrafficMirrorTarget if its interface has been deleted, is not attached to a
 *                 running instance, or is the session's own source.
 *                 A source without an instance, which no AWS service manages, has the same code and message as one of an
 *                 instance type that is not supported.
 *                 A source of an instance type that the guide does not list, or of a load balancer, is refused: EC2 says
 *                 yes or no, and the guide is the best that is known. Only RDS and ElastiCache manage sources.
 * instances/, network/
 *                 All Regions have the same instance types. An instance type that is unknown has instances of x86_64. Metadata
 *                 options are those of an image that chooses none. A security group is found by its name in any VPC; EC2
 *                 documents the parameter for default VPCs. Only a default VPC has DNS names. An attribute that is not
 *                 named is MissingParameter. An unknown zone is InvalidParameterValue; the text is ours.
 *                 Zone `a` of a Region is its az1 for every account; EC2 maps names to ids differently. All VPCs of an
 *                 account share a set of DHCP options. A filter on rules,
 *                 entries or routes is met by any of them, and two filters may be met by different ones. The accepter
 *                 of a peering does not see the requester's tags.
 *                 An attached interface that is deleted is InvalidParameterValue ("is currently in use"), as clients match
 *                 it; one that is attached again is InvalidNetworkInterface.InUse. An address that something has is
 *                 InvalidIPAddress.InUse in all actions. An attachment has the digits of its interface, also the next one.
 *                 Transitional states are shown by the change only. A terminated instance can be tagged while it is listed.
 *                 Each instance is listed in a reservation item of its own, with the same id for those of one request.
 *                 The first subnet of a default VPC in each zone is its default one, and RunInstances takes the first of
 *                 those. An instance without a type is m1.small, which an older API reference says. Limits of an instance type on the
 *                 number of its interfaces and addresses are not checked, nor is the quota of rules in a group.
 *                 A session stays when its source is detached or its instance is stopped.
 *                 A route to an interface becomes a blackhole when the interface is deleted, not when it is detached.
 * wildcards.ts    `?` matches exactly one character; elsewhere, the user guide says zero or one.
 * mirroring/filterRules.ts
 *                 The quota of 10 rules per filter counts both directions together. Rules have an empty `tagSet` (a
 *                 2022 recording has none, but rules could not be tagged then). CIDR blocks are stored as sent,
 *                 including host bits. A change that would leave a rule with ports but without a protocol is rejected.
 *                 A port range with only one end is MissingParameter, and one whose ends are in the wrong order is
 *                 InvalidParameterValue.
 * identity/denials.ts
 *                 A clock that is wrong is RequestExpired in EC2, as documented; clients have also reported AuthFailure
 *                 (aws-sdk-java #519). A wrong session token is an unknown access key.
 * loadBalancing/  A request is for the service that its signature names. Parameters are validated before the caller is
 *                 authorized, and unknown ones are a ValidationError. A page without PageSize has 400, and lists are in
 *                 order of creation. An invalid marker is a ValidationError. Requests have the rates of EC2's.
 *                 Registering and deregistering take effect at once: there is no `initial` and no `draining` unless a
 *                 description fixes it. A target is healthy if its instance runs, or if a service or a running instance
 *                 has its address; security groups, network ACLs and the port of the health check are not looked at.
 *                 An address that cannot be registered is a ValidationError; the zone of one outside the VPC has no effect.
 *                 Deleted instances count as terminated. Elastic Load Balancing has removed terminated instances by
 *                 itself; here they stay registered.
 *                 A listener has one `forward` action; weights and stickiness have no effect and are not shown.
 *                 Listeners with certificates, and `CanonicalHostedZoneId`, do not exist. Attributes of listeners of
 *                 Application Load Balancers have no documented defaults, so none are listed.
 *                 AuthFailure of EC2 for another Region is SignatureDoesNotMatch, and an unsigned request too.
 * identity/sessionPolicy.ts
 *                 A session policy with elements that the emulator does not evaluate is MalformedPolicyDocument.
 *                 Of the resources that a request does not name (the default subnet, the volumes of an image), only those
 *                 that it creates are judged.
 *                 How AWS packs policies is not documented, so PackedPolicyTooLarge is never returned.
 * dispatch.ts     A signature for another service or an unknown Region is AuthFailure. A request without Version is
 *                 rejected like any other missing parameter.
 */
export const decisions = {
  /** Error code for a malformed `tm*-` id. Other kinds of resource have a `…Id.Malformed` code of their own. */
  malformedIdCode: 'InvalidParameterValue',
  /**
   * Error code for a session number that is already used on the interface. Clients only match the text "already being
   * used".
   */
  sessionNumberTakenCode: 'InvalidParameterValue',
  /** Error code for a source that is already the interface of a target, or that is not of type `interface`. */
  unsuitableSourceCode: 'NetworkInterfaceNotSupported',
  /**
   * Packet length when none is given and after it is removed, by type of target. Only 8500 for Network Load Balancers
   * at creation is documented.
   */
  defaultPacketLength: {
    'network-load-balancer': 8500,
    'network-interface': undefined,
    'gateway-load-balancer-endpoint': undefined,
  },
  /** Error code for a Modify that both sets and removes a field, or both adds and removes a network service. */
  setAndRemovedCode: 'InvalidParameterCombination',
  /** Error code for port ranges in a request without a protocol, or with a protocol that has no ports. */
  portsWithoutProtocolCode: 'InvalidParameterCombination',
  /** Protocols that have ports: TCP (6) and UDP (17). */
  protocolsWithPorts: [6, 17],
  /** Accepted protocol numbers: those of one byte, as IANA assigns them. -1 is rejected. */
  protocolRange: [0, 255],
  /** Accepted rule numbers. No upper bound is documented; this one is that of network ACL rules. */
  ruleNumberRange: [1, 32766],
  /** Minutes for which a terminated instance is listed. The EC2 user guide says: a short while. */
  terminatedMinutes: 60,
  /** Items per page when MaxResults is absent. */
  defaultPageSize: 1000,
  /** Longest accepted description, in characters. */
  maxDescriptionLength: 1024,
  /** Error code for a parameter that is given twice. */
  duplicateParameterCode: 'InvalidParameterCombination',
  /** Error code for an unsigned request. */
  unsignedRequestCode: 'AuthFailure',
  /** Hours for which client tokens are remembered. Documented: at least 24. */
  clientTokenHours: 24,
  /** Largest accepted request body, in bytes. A larger one is answered with HTTP 413. */
  maxBodyBytes: 1_048_576,
  /** Most parameters that a request may have. A request with more is MalformedQueryString. */
  maxParameters: 5_000,
} as const;
