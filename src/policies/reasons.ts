/** Why an interface stands where it stands for a policy, and why a step is made. The schema's enum has the same. */

export const policyReasons = [
  'NOT_YET',
  'ADOPTABLE',
  'TARGET_GONE',
  'TARGET_UNLISTED',
  'ZONE_DIFFERS',
  'FILTER_DIFFERS',
  'NUMBER_DIFFERS',
  'VNI_DIFFERS',
  'LENGTH_DIFFERS',
  'DUPLICATE',
  'INELIGIBLE',
  'NUMBER_TAKEN',
  'NO_CAPACITY',
  'NO_TARGET',
  'NO_FILTER',
  'NO_VNI',
  'UNAUTHORIZED',
  'ACCOUNT_QUOTA',
  'REFUSED',
  'NOT_CONVERGING',
  'LEFT_OUT',
  'NOT_RUNNING',
  'UNSELECTED',
  'SOURCE_GONE',
  'RETIRED',
] as const;

export type PolicyReason = (typeof policyReasons)[number];

/** A reason, and the same for people: a sentence with a full stop. */
export interface Because {
  readonly reason: PolicyReason;
  readonly message: string;
}
