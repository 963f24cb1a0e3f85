/** The accounts and Regions of the benchmark: one, or 200 accounts in two Regions, with a small estate in each. */
import { numberedAccountIds, numberedKeys } from '../../src/emulator/identity/numberedAccounts.ts';

export const manyAccounts = 200;
export const regions = ['us-east-1', 'eu-west-1'] as const;

export interface BenchPlace {
  readonly accountId: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** @param accounts with more than one, both Regions are used. */
export function placesOf(accounts: number): readonly [BenchPlace, ...BenchPlace[]] {
  const accountIds = numberedAccountIds(accounts);
  const places = Object.entries(numberedKeys(accountIds)).flatMap(([accessKeyId, { accountId }]) =>
    (accounts > 1 ? regions : regions.slice(0, 1)).map((region) => ({
      accountId,
      region,
      credentials: { accessKeyId, secretAccessKey: 'secret' },
    })),
  );
  return places as unknown as readonly [BenchPlace, ...BenchPlace[]];
}
