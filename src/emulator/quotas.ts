/** EC2's quotas of Traffic Mirroring (VPC Traffic Mirroring guide); a test may lower them. */

export interface Quotas {
  sessionsPerAccount: number;
  targetsPerAccount: number;
  filtersPerAccount: number;
  sessionsPerInterface: number;
  rulesPerFilter: number;
  /** Source interfaces per target interface, on the smaller instance sizes. */
  sourcesPerTarget: number;
  /** The same on the largest size of an instance family. */
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
