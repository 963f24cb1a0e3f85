/** An account and a Region, by name. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}
