/** What is asked about policies: which of them, and in which accounts and Regions. */
import type { Policy } from '../../config/policies.ts';
import type { PoliciesInForce } from '../../config/readPolicies.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { AwsFanOutInput } from '../../generated/types.ts';
import { ownedByPolicy } from '../../policies/ownership.ts';
import { isFor } from '../../policies/select.ts';
import type { GatewayContext } from '../context.ts';
import { readScopes } from '../readScopes.ts';
import { chooseScopes } from '../scoping.ts';
import { scopesOf } from './places.ts';

interface Asked {
  /** As it was when the request asked for it. */
  readonly file: PoliciesInForce;
  /** The accounts and Regions. */
  readonly scopes: readonly Ec2Scope[];
  /** As they were asked for. */
  readonly asked: AwsFanOutInput | null | undefined;
}

export type AskedFile = Asked;

/** The accounts and Regions are those that the policy is for. */
export interface AskedPolicy extends Asked {
  readonly policy: Policy;
}

/** @returns null when there is no policy file. @throws GraphQLError for an account or Region that is not served. */
export async function askFile(
  { scopes, policies }: GatewayContext,
  asked: AwsFanOutInput | null | undefined,
): Promise<AskedFile | null> {
  const chosen = chooseScopes(scopes, asked);
  const file = await policies();
  return file === null ? null : { file, scopes: chosen, asked };
}

/** The policies of the file, each with the accounts and Regions that it is for. */
export const policiesOf = (asked: AskedFile): AskedPolicy[] =>
  asked.file.policies.map((policy) => ({ ...asked, policy, scopes: scopesOf(policy, asked.scopes) }));

/** The sessions of the owner whose policy is not in the file, or not for where they are. @throws Ec2Failure when any account or Region could not be read. */
export async function readOrphans(context: GatewayContext, { file, scopes }: AskedFile) {
  const { records, failures } = await readScopes(scopes, async (scope) => {
    const named = new Set(file.policies.filter((policy) => isFor(policy, scope)).map(({ name }) => name));
    const { sessions, accountId } = await context.policyPlaces(scope).read();
    const owned = ownedByPolicy(sessions, { owner: file.owner, accountId });
    return [...owned].flatMap(([name, all]) => (named.has(name) ? [] : all));
  });
  for (const { failure } of failures) throw failure;
  return records;
}
