/** An account in a Region, which has an estate. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}
