/** EC2's quotas that the gateway looks at (VPC Traffic Mirroring guide, quotas; not adjustable). */
export const quotas = {
  sessionsPerInterface: 3,
  /** The guide does not say whether it counts the rules of both directions together. */
  rulesPerFilter: 10,
  /** Source interfaces of a target that is an interface, at all but the listed instance types. */
  sourcesPerTarget: 10,
  /** The same at the instance types that the guide lists. */
  sourcesPerLargeTarget: 100,
} as const;
