/** An organization of AWS Organizations: its accounts, and the tree that they are in. */

export interface OrganizationAccount {
  readonly id: string;
  /** Default ACTIVE. */
  readonly state?: 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED' | undefined;
  /** Default: the root. */
  readonly parentId?: string | undefined;
}

export interface OrganizationalUnit {
  readonly id: string;
  /** Default: the root. */
  readonly parentId?: string | undefined;
}

export interface Organization {
  readonly accounts: readonly OrganizationAccount[];
  /** Default: none. */
  readonly units?: readonly OrganizationalUnit[] | undefined;
}

export const rootId = 'r-root';

/** An organization in which all accounts are directly below the root. */
export const flatOrganization = (accountIds: Iterable<string>): Organization => ({
  accounts: [...new Set(accountIds)].map((id) => ({ id })),
});
