/** EC2's quotas for Traffic Mirroring (VPC Traffic Mirroring guide). Tests can lower them. */

export interface Quotas {
  sessionsPerAccount: number;
  targetsPerAccount: number;
  filtersPerAccount: number;
  sessionsPerInterface: number;
  rulesPerFilter: number;
  /** Source interfaces per target interface, on all instance types but those that the guide lists. */
  sourcesPerTarget: number;
  /** Source interfaces per target interface, on the instance types that the guide lists. */
  sourcesPerLargeTarget: number;
}

export const defaultQuotas: Quotas = {
  sessionsPerAccount: 10_000,
  targetsPerAccount: 10_000,
  filtersPerAccount: 10_000,
  sessionsPerInterface: 3,
  rulesPerFilter: 10,
  sourcesPerTarget: 10,
  sourcesPerLargeTarget: 100,
};
