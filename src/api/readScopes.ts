/** Reads lists in full from several accounts and Regions. */
import { Ec2Failure } from '../ec2/failure.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { ScopeFailure } from './errors.ts';
import { maxAtOnce } from './readAhead.ts';

/** Reads all scopes, some at a time. A scope that cannot be read is left out and reported; in a list of one scope, its failure is thrown. */
export async function readScopes<Record>(
  scopes: readonly Ec2Scope[],
  read: (scope: Ec2Scope) => Promise<Record[]>,
): Promise<{ records: Record[]; failures: ScopeFailure[] }> {
  const results: (Record[] | ScopeFailure)[] = [];
  const readOne = (scope: Ec2Scope) =>
    read(scope).catch((failure: unknown) => {
      if (!(failure instanceof Ec2Failure) || scopes.length === 1) throw failure;
      return { scope, failure };
    });
  for (let start = 0; start < scopes.length; start += maxAtOnce)
    results.push(...(await Promise.all(scopes.slice(start, start + maxAtOnce).map(readOne))));
  return {
    records: results.flatMap((result) => (Array.isArray(result) ? result : [])),
    failures: results.flatMap((result) => (Array.isArray(result) ? [] : [result])),
  };
}
