/** EC2's quotas for Traffic Mirroring (VPC Traffic Mirroring guide). Tests can lower them. */

export interface Quotas {
  sessionsPerAccount: number;
  targetsPerAccount: number;
  filtersPerAccount: number;
  sessionsPerInterface: number;
  rulesPerFilter: number;
  /** Source interfaces per target interface, on all but the largest instance size of a family. */
  sourcesPerTarget: number;
  /** Source interfaces per target interface, on the largest instance size of a family. */
  sourcesPerLargestTarget: number;
}

export const defaultQuotas: Quotas = {
  sessionsPerAccount: 10_000,
  targetsPerAccount: 10_000,
  filtersPerAccount: 10_000,
  sessionsPerInterface: 3,
  rulesPerFilter: 10,
  sourcesPerTarget: 10,
  sourcesPerLargestTarget: 100,
};
