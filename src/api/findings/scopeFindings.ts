/** The findings of an account and Region that one request asks for in several places: each is judged once. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { Estates } from '../estates.ts';
import { readBroken } from './broken.ts';
import type { Policy } from './judge.ts';
import { type Concerned, createFindingsLoader, type OwnFindings } from './ofResources.ts';

/** Each rejects with an Ec2Failure when there is nothing to judge. */
export interface ScopeFindings {
  /** Those that concern a session, target or filter. */
  of(resource: Concerned): Promise<OwnFindings>;
  /** The sessions that have a finding of severity BROKEN. Null when not everything that decides it could be read. */
  brokenSessionIds(): Promise<ReadonlySet<string> | null>;
}

export function createScopeFindings(policy: Policy, scope: Ec2Scope, estates: Estates): ScopeFindings {
  const loader = createFindingsLoader(policy, scope, estates);
  let broken: Promise<ReadonlySet<string> | null> | undefined;
  return {
    of: (resource) => loader.load(resource),
    brokenSessionIds() {
      broken ??= readBroken(policy, scope, estates);
      return broken;
    },
  };
}
